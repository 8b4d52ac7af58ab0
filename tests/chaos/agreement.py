"""The agreement under which the first two agencies work in every run."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from servanda.kernel.models import Dossier
from tests.chaos.schedule import AGENCIES

TERMS: dict[str, Any] = {
    "code": "r-1", "kind": "regulation", "parties": sorted(AGENCIES[:2]), "original": "en", "in_force_on": "2026-01-01",
    "review_on": "2027-01-01", "shown": "both", "transit": {"hours": 24}, "fallback": {}, "fields": [],
    "calendar": {"zone": "Asia/Ho_Chi_Minh", "years": {"2026": {"holidays": ["2026-12-02"], "working": []}}},
    "articles": [
        {"id": "5", "field": "", "basis": [], "duties": [{
            "id": "notice", "opens": "visit.announce", "where": {"level": ["state", "official"]}, "debtor": "owner",
            "creditor": "counterpart", "deliver": "notice", "needs": {"precision": "day"},
            "by": {"before": "start_on", "working_days": 15}, "accept": False}]},
        {"id": "6", "field": "", "basis": [], "duties": [{
            "id": "preparation", "opens": "visit.ask_preparation", "debtor": "counterpart", "creditor": "owner",
            "deliver": "preparation", "by": {"before": "start_on", "working_days": 3}}]},
    ],
}  # fmt: skip
TEXTS: dict[str, Any] = {"title": {"en": "Regulation"}, "articles": [
    {"id": "5", "head": {"en": "Notice"}, "text": {"en": "Fifteen working days."}},
    {"id": "6", "head": {"en": "Preparation"}, "text": {"en": "Three working days."}}]}  # fmt: skip


def signature(row: "Dossier") -> dict[str, Any]:
    """What a side states that signs the version on the table."""
    version = row.facts.get("proposed") or ""
    return {"version": version, "number": "1/QC", "signed_on": "2026-01-01", "signatory": "For the head"}
