"""ASGI: the whole HTTP contract mounted in a FastAPI service, beside paths of its own.

Run it with: uvicorn asgi_fastapi:app
The site, database and mail server are those of COMPOSE_SITE, COMPOSE_DATABASE and COMPOSE_SMTP.
"""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from compose_adapters.http import application
from compose_adapters.wiring import configuration
from compose_adapters.wiring.embedded import Container
from compose_adapters.wiring.serving import services_of

world = Container(configuration(os.environ))
world.make_ready()


@asynccontextmanager
async def delivering(_app: FastAPI) -> AsyncIterator[None]:
    """Deliver what is queued for as long as the service runs."""
    workers = world.workers()
    workers.start()
    yield
    workers.stop()
    workers.join()


app = FastAPI(title="The order desk", lifespan=delivering)
app.mount("/mail", application(services_of(world)))


@app.get("/orders/{number}")
def order(number: int) -> dict[str, int]:
    """A path of the service's own."""
    return {"order": number}
