"""How the server listens."""

import socket

from compose_adapters.wiring.server import BindOptions, listening_at


def test_the_body_of_an_answer_does_not_wait_for_the_client_to_acknowledge_its_head() -> None:
    with (
        listening_at(BindOptions(port=0)) as listening,
        socket.create_connection(listening.getsockname()) as caller,
    ):
        connection, _ = listening.accept()
        with connection:
            assert connection.getpeername() == caller.getsockname()
            assert connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
