/// The types of elements that a safetensors file can have, by their names in it.
enum SafetensorsType: String, CaseIterable {
  case float32 = "F32"
  case float16 = "F16"
  case bfloat16 = "BF16"
  case int32 = "I32"
  case int64 = "I64"
  case bool = "BOOL"
  // These are recognised so that the tensors beside them can be read.
  case float64 = "F64"
  case uint64 = "U64"
  case uint32 = "U32"
  case int16 = "I16"
  case uint16 = "U16"
  case int8 = "I8"
  case uint8 = "U8"
  case float8E4M3 = "F8_E4M3"
  case float8E5M2 = "F8_E5M2"

  /// The size of an element in bytes.
  var size: Int {
    switch self {
    case .float64, .int64, .uint64: 8
    case .float32, .int32, .uint32: 4
    case .float16, .bfloat16, .int16, .uint16: 2
    case .bool, .int8, .uint8, .float8E4M3, .float8E5M2: 1
    }
  }
}
