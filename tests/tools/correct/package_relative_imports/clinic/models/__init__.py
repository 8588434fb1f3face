# All models in one place, so that every mapper is complete.
from .patient import Patient, PatientIn, PatientOut
from .visit import Visit, VisitIn, VisitOut

PatientOut.model_rebuild(_types_namespace={"VisitOut": VisitOut})

__all__ = ["Patient", "PatientIn", "PatientOut", "Visit", "VisitIn", "VisitOut"]
