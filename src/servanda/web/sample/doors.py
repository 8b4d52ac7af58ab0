"""The doors of a sample that lead to its other nodes."""

from servanda.kernel import node


def other_doors() -> dict[str, str]:
    """Agency -> address, as this node's settings name them; nothing on a node that is no sample."""
    here = node.current()
    named = here.config.get("demo_doors") if here.is_demo else None
    pairs = (str(door).partition(" ") for door in named or ())
    return {agency: address.rstrip("/") for agency, _, address in pairs}
