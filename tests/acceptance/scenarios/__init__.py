"""The 22 scenarios by which the build is accepted, each by its number and sentence."""
