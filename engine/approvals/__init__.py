"""What people do with approvals besides completing them, as Chinese offices know it."""
