"""Fuzzing in a check: all phases and checks of schemathesis, and ours, with the seed of the run."""

import re
import warnings

from starlette.types import ASGIApp, Receive, Scope, Send
from urllib3.exceptions import InsecureRequestWarning

from thulium_contract.document.documents import document
from thulium_contract.expected.oracle import Oracle
from thulium_contract.fuzzing import run as runs
from thulium_contract.http.exchange import PASSWORD_VARIABLE, USER_VARIABLE
from thulium_contract.requests.subject import Subject
from thulium_contract.rules.findings import rests_on
from thulium_contract.session.session import Session
from thulium_contract.targets.target import AppTarget
from thulium_contract.targets.watch import within

_USUAL = 10


def fuzz(session: Session, s: Subject, seed: int, examples: int) -> None:
    """Run schemathesis against the target of ``session``; each of its checks is a rule."""
    target = session.target
    main = s.fixtures.main
    oracle = None
    if s.fixtures.complete:
        oracle = Oracle(document(), s.fixtures.known, base_path=target.base_path)
    for name in sorted(runs.STOCK_CHECKS | ({each.__name__ for each in runs.OWN_CHECKS} if oracle else set())):
        session.rule(_id(name), f"schemathesis finds nothing with its check {name}.").reason = "it had nothing to check"
    if any(each.rule in ("time", "answered") for each in session.report.broken):
        return
    with warnings.catch_warnings():
        # Whoever asked for any certificate to be taken knows what that means.
        warnings.simplefilter("ignore", InsecureRequestWarning)
        run = runs.run(
            app=_limited(target) if isinstance(target, AppTarget) else None,
            base_url=None if isinstance(target, AppTarget) else target.origin + target.base_path,
            oracle=oracle,
            auth={"basicAuth": {"username": main.name, "password": main.password}},
            any_certificate=target.insecure,
            # No target is made to call addresses that are made up.
            without=[each.id for each in session.judge.all_operations if "callbacks" in each.node],
            # The corpus has them.
            edge_values=False,
            examples=min(examples, _USUAL),
            seed=seed,
        )
    session.report.requests += sum(run.requests.values())
    for name, count in run.checks.items():
        if _id(name) in session.report.results:
            session.held(_id(name), count)
    for name, text in run.failures.items():
        session.rule(_id(name), f"schemathesis finds nothing with its check {name}.")
        detail, _, sample = text.partition("\ncurl ")
        curl = f"curl {_public(sample)}" if sample else ""
        session.broke(_id(name), detail, facts=rests_on("document.letter"), curl=curl)


def _id(name: str) -> str:
    return f"schemathesis-{re.sub('(?<!^)(?=[A-Z])', '-', name).lower().replace('_', '-')}"


def _public(sample: str) -> str:
    """Return a cURL command with the credentials left to the environment."""
    variables = f'-u "${USER_VARIABLE}:${PASSWORD_VARIABLE}"'
    return re.sub("-H '[Aa]uthorization: [^']*'", lambda match: variables, sample)


def _limited(target: AppTarget) -> ASGIApp:
    """Return the application with a time limit, which schemathesis has for sockets only."""

    async def limited(scope: Scope, receive: Receive, send: Send) -> None:
        call = target.app(scope, receive, send)
        # The start and stop of a server are one scope that lasts as long as the server.
        await (within(target.time_limit, call) if scope["type"] == "http" else call)

    return limited
