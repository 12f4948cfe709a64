@_exported import Networks
@_exported import Tensors
@_exported import Vision
