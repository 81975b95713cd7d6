"""For tests of a host and of its own adapters: builders, ports that tell nothing new, contracts.

A contract is a class of tests; the whole test of an adapter is a subclass that makes one::

    class TestMyStore(StoreContract):
        @pytest.fixture
        def storage(self) -> Storage:
            return Storage(store=MyStore(...), ...)
"""
