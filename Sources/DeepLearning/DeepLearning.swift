@_exported import Charts
@_exported import Datasets
@_exported import Networks
@_exported import Tensors
@_exported import Vision
