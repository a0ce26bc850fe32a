"""What an incident means, in the reader's language."""

from engine.processes.model import Incident
from engine.workflow import IncidentRecord, incident_text
from web import context


def meaning(record: IncidentRecord) -> str:
    """Return what happened, where, and the way out."""
    return incident_text(record).in_language(context.language())


def meaning_of(incident: Incident) -> str:
    """Return the meaning of a kept incident; one of a job or a delivery speaks for itself."""
    if incident.kind != "step":
        return incident.message
    return meaning(
        IncidentRecord(
            activity=incident.activity_id,
            name=incident.activity_name,
            code=incident.code,
            message=incident.message,
            token=incident.ref,
            facts=incident.facts or {},
        )
    )
