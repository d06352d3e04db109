"""Runs protoc with the .proto files of google/protobuf, google/api, google/rpc and google/type to be imported."""

import sys
from pathlib import Path

import google.api
from grpc_tools import protoc

well_known = Path(protoc.__file__).parent / "_proto"
googleapis = Path(next(iter(google.api.__path__))).parent.parent

sys.exit(protoc.main([*sys.argv, "-I.", f"-I{well_known}", f"-I{googleapis}"]))
