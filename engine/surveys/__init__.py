"""What customers think: invitations, samples, ratings."""
