"""What callers tell the hotline: complaints, faults, enquiries, opinions, reports, praise."""
