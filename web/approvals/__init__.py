"""What an office does with an approval besides completing it."""
