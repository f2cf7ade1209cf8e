"""Compiles the one module that is compiled, where that can be done; without it passback gives the same answers.

Why there is one: docs/adr/0009-a-compiled-kernel.md.
"""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

MODULE = "passback.dictionary.at_once"
SOURCE = Path("src/passback/dictionary/at_once.pyx")


class CompiledModule(BuildHookInterface[Any]):
    """Puts the compiled module beside its source, for an editable install and for a wheel alike."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 - hatchling's signature
        """Compile; where no compiler is, say so and go on."""
        if self.target_name != "wheel":
            return
        try:
            compiled(Path(self.root))
        except (Exception, SystemExit) as failed:  # noqa: BLE001 - compilers fail in many ways, and none of them matters
            print(f"passback: not compiled, so logs are read more slowly ({failed})", file=sys.stderr)
            return
        build_data["pure_python"] = False
        build_data["infer_tag"] = True


def compiled(root: Path) -> Path:
    """Compile the module and put it beside its source.

    Raises:
        Exception: whatever the compiler, or its absence, raises.
    """
    from Cython.Build import cythonize  # noqa: PLC0415 - only where something is built
    from setuptools import Distribution, Extension  # noqa: PLC0415 - same

    with TemporaryDirectory() as folder:
        extension = Extension(MODULE, [str(root / SOURCE)])
        modules = cythonize([extension], build_dir=folder, quiet=True, force=True)
        command = Distribution({"name": "passback", "ext_modules": modules}).get_command_obj("build_ext")
        command.build_lib, command.build_temp = folder, folder
        command.ensure_finalized()
        command.run()
        made = Path(command.get_ext_fullpath(MODULE))
        place = root / SOURCE.with_name(made.name)
        # Whole or not at all: another process may be importing the old one.
        fresh = place.with_suffix(".new")
        fresh.write_bytes(made.read_bytes())
        fresh.replace(place)
    return place
