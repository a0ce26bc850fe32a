"""Answers to "why?": why a task is somebody's, why a case stands, what comes next and for whom."""
