// swift-tools-version: 6.1
import Foundation
import PackageDescription

// The parser of the very toolchain that compiles the cells builds in seconds, where the
// swift-syntax package takes minutes; the package is the fallback for toolchains without it.
let toolchainSyntaxLibrary: String? = (Context.environment["PATH"] ?? "")
  .split(separator: ":").lazy
  .map { folder in
    URL(fileURLWithPath: "\(folder)/swift").resolvingSymlinksInPath()
      .deletingLastPathComponent().deletingLastPathComponent().path + "/lib/swift/host"
  }
  .first { FileManager.default.fileExists(atPath: $0 + "/SwiftSyntax.swiftmodule") }

let syntaxModules = ["SwiftSyntax", "SwiftParser", "SwiftIDEUtils"]
let syntaxSearchPath: [SwiftSetting] =
  toolchainSyntaxLibrary.map { [.unsafeFlags(["-I", $0])] } ?? []
let syntaxLinkage: [LinkerSetting] =
  toolchainSyntaxLibrary.map {
    [.unsafeFlags(["-L", $0, "-Xlinker", "-rpath", "-Xlinker", $0])]
      + syntaxModules.map { .linkedLibrary($0) }
  } ?? []
let syntaxProducts: [Target.Dependency] =
  toolchainSyntaxLibrary == nil
  ? syntaxModules.map { .product(name: $0, package: "swift-syntax") } : []
let syntaxPackage: [Package.Dependency] =
  toolchainSyntaxLibrary == nil
  ? [.package(url: "https://github.com/swiftlang/swift-syntax", from: "603.0.1")] : []

/// The engine is optimised in debug builds too: chapters run on it. So is the notebook: authors wait
/// for it.
let optimized: [SwiftSetting] = [.unsafeFlags(["-O"], .when(configuration: .debug))]

let package = Package(
  name: "notebook",
  products: [.executable(name: "notebook", targets: ["NotebookCommand"])],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
  ] + syntaxPackage,
  targets: [
    // The command.
    .executableTarget(
      name: "NotebookCommand",
      dependencies: [
        "Notebook", "NotebookKernel", "Datasets",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: syntaxSearchPath,
      // Cells are loaded into this executable and find the engine's symbols in it.
      linkerSettings: [.unsafeFlags(["-Xlinker", "--export-dynamic"])]),

    // The notebook.
    .target(
      name: "Notebook",
      dependencies: [
        "CDigest", "CJavaScript", "CMark", "KernelProtocol", "NotebookDisplay", "Yams",
        .product(name: "Mustache", package: "swift-mustache"),
      ] + syntaxProducts,
      swiftSettings: syntaxSearchPath + optimized, linkerSettings: syntaxLinkage),
    .target(
      name: "NotebookKernel",
      dependencies: [
        "KernelProtocol", "NotebookDisplay", "DeepLearning", "CKernelHooks", "CDigest",
      ], swiftSettings: optimized),
    .target(name: "KernelProtocol", dependencies: ["NotebookDisplay"]),
    .target(name: "NotebookDisplay"),
    .target(name: "CKernelHooks", dependencies: ["CDigest"]),
    .target(name: "CDigest", dependencies: ["COpenSSL"]),
    .systemLibrary(name: "CMark", pkgConfig: "libcmark", providers: [.apt(["libcmark-dev"])]),
    // Not by pkg-config, which would link the library.
    .target(
      name: "CJavaScript", cSettings: [.unsafeFlags(["-I/usr/include/webkitgtk-4.1"])]),

    // Charts: data to SVG. They know neither the notebook nor the engine.
    .target(name: "Charts"),

    // The engine. It does not know that notebooks exist.
    .target(
      name: "CKernels",
      cSettings: [
        .unsafeFlags([
          "-O3", "-mavx2", "-mfma", "-ffp-contract=off", "-fno-math-errno",
          "-fno-trapping-math",
        ])
      ]),
    .target(
      name: "DeepLearning", dependencies: ["Tensors", "Datasets", "Networks", "Vision", "Charts"],
      swiftSettings: optimized),
    .target(name: "Tensors", dependencies: ["CKernels"], swiftSettings: optimized),
    .target(
      name: "Datasets", dependencies: ["Tensors", "CFileFormats", "CDownload", "CDigest"],
      swiftSettings: optimized),
    .target(name: "CDownload"),
    .target(name: "CFileFormats", dependencies: ["CZlib", "CPNG", "CJPEG"]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(name: "COpenSSL", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
    .systemLibrary(name: "CPNG", pkgConfig: "libpng", providers: [.apt(["libpng-dev"])]),
    .systemLibrary(
      name: "CJPEG", pkgConfig: "libjpeg", providers: [.apt(["libjpeg62-turbo-dev"])]),
    .target(
      name: "Networks", dependencies: ["Tensors", "CKernels", "Datasets"],
      swiftSettings: optimized),
    .target(
      name: "Vision", dependencies: ["Networks", "Datasets"], swiftSettings: optimized),

    .executableTarget(
      name: "EngineBenchmarks", dependencies: ["DeepLearning"], swiftSettings: optimized),

    .testTarget(
      name: "NotebookTests", dependencies: ["Notebook"],
      exclude: ["Fixtures"], swiftSettings: syntaxSearchPath),
    .testTarget(
      name: "KernelProtocolTests", dependencies: ["KernelProtocol", "NotebookDisplay"]),
    .testTarget(name: "NotebookDisplayTests", dependencies: ["NotebookDisplay"]),
    .testTarget(
      name: "NotebookKernelTests",
      dependencies: ["NotebookKernel", "NotebookDisplay", "DeepLearning"]),
    .testTarget(name: "ChartsTests", dependencies: ["Charts"], exclude: ["Fixtures"]),
    .testTarget(name: "CKernelsTests", dependencies: ["CKernels"]),
    .testTarget(name: "TensorsTests", dependencies: ["Tensors"], exclude: ["Fixtures"]),
    .testTarget(name: "DatasetsTests", dependencies: ["Datasets"], exclude: ["Fixtures"]),
    .testTarget(
      name: "NetworksTests", dependencies: ["Networks", "Datasets"], exclude: ["Fixtures"]),
    .testTarget(name: "VisionTests", dependencies: ["Vision"], exclude: ["Fixtures"]),
    .testTarget(
      name: "EndToEndTests", dependencies: ["NotebookCommand"], exclude: ["Fixtures"],
      swiftSettings: syntaxSearchPath),
  ]
)
