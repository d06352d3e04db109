"""A call that is not served, whatever it asks."""

from grpc_service.status import Problem


class Refused(Exception):
    """`problem` is what the caller hears. It never holds any of the token that was shown."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem
