"""The texts of notices: looking, editing, preview, versions."""
