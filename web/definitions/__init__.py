"""Process definitions: what is deployed, and deploying."""
