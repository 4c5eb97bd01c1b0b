"""Every service, found by walking this package: one file a service, named like it, with a `SERVICE`."""

import importlib
import pkgutil

from deffatest.errors import SettingsError
from scheduler.service import Service


def all_services() -> dict[str, Service]:
    """By name, in alphabetical order."""
    modules = sorted(module.name for module in pkgutil.iter_modules(__path__))
    services: list[Service] = [importlib.import_module(f"{__name__}.{module}").SERVICE for module in modules]
    return {service.name: service for service in services}


def find_service(name: str) -> Service:
    """Raises SettingsError that names all there are."""
    services = all_services()
    if name not in services:
        raise SettingsError(f"there is no service {name!r}; there are {', '.join(services)}")
    return services[name]
