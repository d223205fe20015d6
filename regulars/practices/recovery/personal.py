"""What of recoveries is personal: their words, and ours about them. How grave it was and what was done stays."""

from regulars.engine.personal import CODE, ID, TIME, goes, shell, stays
from regulars.practices.recovery import leaving, merging  # noqa: F401 - fill their slots

READ = "which reading showed it"
shell(
    "recovery.Recovery",
    {},
    public_id=ID,
    order=ID,
    route=CODE,
    currency=CODE,
    severity=CODE,
    failed=CODE,
    failure=CODE,
    fault=CODE,
    step=CODE,
    ending=CODE,
)
shell("recovery.Sign", {"quote": ""}, key="ids", route=CODE, moment=ID, reader=READ, label=READ)
shell("recovery.Coding", {"need": ""}, severity=CODE, failed=CODE, failure=CODE, fault=CODE)
shell("recovery.Holder", {"why": ""})
shell("recovery.Ending", {"why": ""}, how=CODE, moment=ID)
shell(
    "recovery.Step",
    {"words": "", "reason": ""},
    name=CODE,
    outcome=CODE,
    moment=ID,
    gesture=ID,
    code=CODE,
    due_local=TIME,
    due_zone=TIME,
)
shell("recovery.Amended", {}, moment=ID, kind=CODE, gesture=ID, code=CODE, currency=CODE)
shell("recovery.Lot", {}, who=ID, play=CODE, period=TIME)
stays("a setting of the company's own", "recovery.Experiment")
goes("recovery.Hanging")
shell("recovery.Attended", {"reason": ""}, key="ids", how=CODE)
