"""Options that print something and end: the completion, in a real shell."""

import shutil
import subprocess

import pytest
from thulium_mock.cli.main import main

from tests.servers import BIN, ROOT

# What a shell does with the words of a line when the tab key is pressed: what the last of them can become.
COMPLETE = """
PATH={path}:$PATH
eval "$(thulium-mock --print-completion bash)"
[[ $(complete -p thulium-mock) =~ -F\\ ([^ ]+) ]]
function=${{BASH_REMATCH[1]}}
for line; do
    COMP_WORDS=(thulium-mock $line) COMP_LINE="thulium-mock $line" COMP_POINT=${{#COMP_LINE}}
    [[ $line =~ (^| )$ ]] && COMP_WORDS+=("")
    COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1))
    COMPREPLY=()
    "$function" thulium-mock "${{COMP_WORDS[COMP_CWORD]}}" "${{COMP_WORDS[COMP_CWORD - 1]}}"
    echo "${{COMPREPLY[@]}}"
done
"""

COMPLETIONS = {
    "": "serve wait agent deliveries trigger requests verify export import fault faults scenario reset seed spaces",
    "re": "requests reset",
    "serve --fix": "--fixtures",
    "serve --fixtures mock_": "mock_server",
    "fault --connection tr": "truncate trickle",
    "--print-completion ": "bash zsh tcsh",
}
"""What the last word of a line can become."""


def test_bash_completes() -> None:
    """A real bash completes commands, options, their values and files."""
    bash = shutil.which("bash")
    assert bash
    completing = subprocess.run(
        [bash, "--norc", "-c", COMPLETE.format(path=BIN), "bash", *COMPLETIONS],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    found = [set(line.split()) for line in completing.stdout.splitlines()]
    assert found == [set(each.split()) for each in COMPLETIONS.values()], completing.stderr


@pytest.mark.parametrize("shell", ["zsh", "tcsh"])
def test_other_shells_have_a_completion_too(capsys: pytest.CaptureFixture[str], shell: str) -> None:
    """It names the commands."""
    with pytest.raises(SystemExit, match="0"):
        main(["--print-completion", shell])
    assert "requests" in capsys.readouterr().out


def test_an_unknown_shell_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    """The shells that are known are named."""
    with pytest.raises(SystemExit, match="2"):
        main(["--print-completion", "fish"])
    assert "bash" in capsys.readouterr().err
