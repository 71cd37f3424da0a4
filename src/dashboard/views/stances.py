"""Words for what countries answered: shared by the map, the table and the card."""

from __future__ import annotations

from dashboard.domain import N_

STANCE_GROUPS = ("took", "agreed", "talks", "declined", "none")
STANCE_LABELS = {
    "took": N_("took nationals of other countries"),
    "agreed": N_("signed or announced, no arrival documented"),
    "talks": N_("in talks"),
    "declined": N_("refused or denied"),
    "none": N_("no document found, which is not a refusal"),
}
THIRD = {
    "agreement_in_force": N_("Agreement in force"),
    "arrangement_in_use": N_("Arrangement in use"),
    "one_operation": N_("One operation"),
    "signed": N_("Agreement signed"),
    "announced": N_("Agreement announced"),
    "negotiating": N_("In talks"),
    "refused": N_("Request refused"),
    "denied": N_("Talks denied"),
    "no_record": N_("No document found"),
}
OWN = {
    "yes": N_("Takes its own nationals"),
    "limited": N_("Takes its own nationals in small numbers"),
    "no_refusal_found": N_("No refusal found, no recent document"),
}
