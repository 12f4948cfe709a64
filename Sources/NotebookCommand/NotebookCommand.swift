import ArgumentParser

@main
struct NotebookCommand: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "notebook")
}
