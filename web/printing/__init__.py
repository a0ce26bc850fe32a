"""The printed sheet of a case 打印单: what was applied for, and what everybody said."""
