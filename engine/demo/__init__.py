"""An invented power company to try GridFlow with: units, people, customers, stories."""
