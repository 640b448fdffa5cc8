"""Mail: compose (facts to message), outbox (enqueue, claim, settle), transports, deliver."""
