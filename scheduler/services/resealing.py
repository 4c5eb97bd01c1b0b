"""Logins for targets that are sealed with an old key are sealed again with the present one, so that the old one can go.

A new key is put before the old ones in DEFFATEST_ENCRYPTION_KEYS of everybody who has it; once this service counts
nothing more, the old ones are taken out.
"""

from deffatest.errors import SealBroken
from deffatest.logging import logger
from scheduler.service import Counts, Service, Tools

BATCH = 100

log = logger(__name__)


async def run_once(tools: Tools) -> Counts:
    counts = {"resealed": 0, "broken": 0}
    sealing = tools.settings.sealing
    if sealing is None:
        return counts
    while True:
        old = await tools.database.rows(
            "select credential_id::text, sealed from upkeep.credentials_of_other_keys(%s, %s)",
            (sealing.current, BATCH + counts["broken"]),
        )
        resealed = counts["resealed"]
        counts["broken"] = 0
        for credential_id, sealed in old:
            row = f"target_credentials/{credential_id}"
            try:
                anew = sealing.seal(sealing.open(sealed, row), row)
            except SealBroken as error:
                log.error("a login cannot be sealed again", credential=credential_id, reason=str(error))
                counts["broken"] += 1
                continue
            counts["resealed"] += await tools.value(
                "select upkeep.reseal_credential(%s, %s, %s)", credential_id, sealed, anew
            )
        if counts["resealed"] == resealed:
            return counts


SERVICE = Service(
    name="resealing",
    says="Seal logins for targets with the present key.",
    every_seconds=3600,
    counts=("resealed", "broken"),
    run_once=run_once,
)
