"""What callers send."""

from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import AfterValidator, ConfigDict, Field

from servanda.kernel import acts

Name = Annotated[str, Field(pattern="^sha256:[0-9a-f]{64}$", examples=["sha256:" + "0" * 64])]
Cls = Literal["public", "internal", "limited", "mat", "toi-mat", "tuyet-mat"]


def _agency(value: str) -> str:
    if not acts.AGENCY.fullmatch(value):
        raise ValueError("an agency is written like a domain: mofa.example")
    return value


def _unit(value: str) -> str:
    if not acts.UNIT.fullmatch(value):
        raise ValueError("a unit is written mofa.example/protocol")
    return value


Agency = Annotated[str, Field(max_length=200), AfterValidator(_agency)]
Unit = Annotated[str, Field(max_length=261), AfterValidator(_unit)]


class Ask(Schema):
    """Only the names that are declared: a misspelt one is refused, not passed over."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)


class NewDossier(Ask):
    process: str = Field(max_length=40, examples=["visit"])
    fields: dict[str, Any] = Field(default_factory=dict, description="As the schema of the opening step in /processes.")
    parties: list[Agency] = Field(default_factory=list, max_length=64)
    to: list[Unit] = Field(default_factory=list, max_length=256)
    cls: Cls = Field("internal", alias="class")
    files: list[Name] = Field(default_factory=list, max_length=64, description="Of your own uploads to /files.")


class NewAct(Ask):
    step: str = Field(max_length=81, examples=["refine", "visit.refine", "commitment.deliver", "office.clear"])
    data: dict[str, Any] = Field(default_factory=dict, description="As the schema of the step in the dossier's `open`.")
    to: list[Unit] = Field(default_factory=list, max_length=256)
    speaks_for: Agency | None = Field(None, alias="for", description="Whose words are reported here.")
    via: Annotated[str, Field(pattern="^[a-z]{1,20}$")] | None = Field(
        None, description="How they came: letter, phone, mail."
    )
    cls: Cls = Field("internal", alias="class")
    files: list[Name] = Field(default_factory=list, max_length=64)
    upon: dict[Literal["state", "due_on", "asked_until", "delivered_by", "assignment"], str | None] = Field(
        default_factory=dict,
        description="What you decide on, as the commitment's row or the file's `assignment` says it: refused where "
        "it stands otherwise now.",
    )
