import Foundation

/// Commits a folder to a branch of the Git repository that it lies in, from which hosts such as GitHub
/// Pages serve it. What is checked out, and what is staged, stays as it is.
public struct BranchPublication {
  public struct Failure: Error {
    public let reason: String
  }

  /// The branch's last commit.
  public struct Commit {
    public let id: String
    /// `false` where the branch has these very files already.
    public let isNew: Bool
  }

  private let git: String
  private let folder: String
  private let environment: [String: String]

  /// - Parameter folder: What becomes the branch's root.
  public init(of folder: String, environment: [String: String]) throws(Failure) {
    guard let git = program(named: ["git"], in: environment) else {
      throw Failure(reason: "there is no git on PATH")
    }
    self.git = git
    self.folder = folder
    self.environment = environment
  }

  public func publish(to branch: String) throws(Failure) -> Commit {
    let reference = "refs/heads/\(branch)"
    _ = try run(["check-ref-format", reference])
    let repository = try run(["rev-parse", "--absolute-git-dir"])
    guard try run(["branch", "--show-current"]) != branch else {
      throw Failure(reason: "'\(branch)' is checked out: name a branch that only has the pages")
    }
    let tree = try tree(in: repository)
    let parent = try? run(["rev-parse", "--verify", "--quiet", reference])
    if let parent, try run(["rev-parse", "\(parent)^{tree}"]) == tree {
      return Commit(id: parent, isNew: false)
    }
    let parents = parent.map { ["-p", $0] } ?? []
    let commit = try run(["commit-tree", tree, "-m", "Publish the book"] + parents)
    // Fails if somebody else has moved the branch meanwhile.
    let last = parent ?? String(repeating: "0", count: commit.count)
    _ = try run(["update-ref", reference, commit, last])
    return Commit(id: commit, isNew: true)
  }

  /// The folder's files as a tree of the repository, made in an index of its own.
  private func tree(in repository: String) throws(Failure) -> String {
    let index = FileManager.default.temporaryDirectory.path + "/notebook-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: index) }
    let place = [
      "GIT_INDEX_FILE": index, "GIT_DIR": repository, "GIT_WORK_TREE": folder,
    ]
    // Built pages are ignored where their sources are.
    _ = try run(["add", "--all", "--force", "."], place)
    // GitHub would have Jekyll leave out what begins with an underscore.
    let empty = try run(["hash-object", "-w", "--stdin"], place)
    _ = try run(["update-index", "--add", "--cacheinfo", "100644,\(empty),.nojekyll"], place)
    return try run(["write-tree"], place)
  }

  /// Returns what the command prints, without the end of the line.
  private func run(_ arguments: [String], _ more: [String: String] = [:]) throws(Failure)
    -> String
  {
    do throws(ChildProcess.Failure) {
      let (ending, output) = try ChildProcess.run(
        git, ["-C", folder] + arguments, environment: environment.merging(more) { $1 })
      let text = String(decoding: output, as: UTF8.self).trimmingCharacters(in: .newlines)
      guard ending == .exited(status: 0) else {
        let said = text.isEmpty ? "it failed" : text
        throw ChildProcess.Failure(executable: "git \(arguments[0])", reason: said)
      }
      return text
    } catch {
      throw Failure(reason: "\(error.executable): \(error.reason)")
    }
  }
}
