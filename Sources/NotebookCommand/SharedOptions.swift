import ArgumentParser
import Notebook

/// How much a command says.
struct VerbosityOptions: ParsableArguments {
  @Flag(name: .shortAndLong, help: "Say nothing but errors, warnings and differences.")
  var quiet = false

  @Flag(name: .shortAndLong, help: "Say what is run and how long it takes.")
  var verbose = false

  func validate() throws {
    if quiet && verbose { throw ValidationError("--quiet and --verbose exclude each other") }
  }

  var verbosity: Terminal.Verbosity { quiet ? .quiet : verbose ? .verbose : .normal }
}

/// What every command that judges a page takes.
struct StrictnessOptions: ParsableArguments {
  @Flag(
    help:
      "Take for errors: links to headings that are not there, pictures and figures without an alternative text."
  )
  var strict = false
}

/// What every command that publishes pages takes.
struct PublishingOptions: ParsableArguments {
  @Option(name: .shortAndLong, help: "The folder that pages go to.")
  var output: String?

  @Option(
    name: .customLong("param"),
    help: ArgumentHelp("Set a parameter of the front matter's 'params'.", valueName: "name=value"))
  var parameters: [String] = []

  @Option(help: "A folder of templates that come before the built-in ones.")
  var template: String?

  @Flag(help: "Publish the page even if cells fail, with their errors shown.")
  var keepGoing = false

  @OptionGroup var strictness: StrictnessOptions

  var build: BuildOptions {
    var options = BuildOptions()
    options.output = output
    options.parameters = parameters
    options.templates = template
    options.keepsGoing = keepGoing
    options.isStrict = strictness.strict
    return options
  }
}
