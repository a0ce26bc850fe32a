"""Who may sign in, and what each role permits."""
