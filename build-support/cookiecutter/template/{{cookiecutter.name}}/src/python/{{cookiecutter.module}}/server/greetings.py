"""The servicer of `{{cookiecutter.module}}.v1.GreetingService`: protobuf in, the domain, protobuf out."""

from grpc_service.requests import Context
from {{cookiecutter.module}}.domain.greetings import greeting_of
from {{cookiecutter.module}}.v1.greeting_service_pb2 import GetGreetingRequest, Greeting


class GreetingServicer:
    async def GetGreeting(self, request: GetGreetingRequest, _context: Context) -> Greeting:
        greeting = greeting_of(request.name)
        return Greeting(name=greeting.name, text=greeting.text)
