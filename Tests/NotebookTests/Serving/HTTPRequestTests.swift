import Testing

@testable import Notebook

@Suite struct HTTPRequestTests {
  @Test func readsWhatIsAskedFor() throws {
    let request = try #require(
      HTTPRequest(head: "GET /a%20b/ch3.html?x=1 HTTP/1.1\r\nAccept: */*\r\nhost:  Localhost:8000"))
    #expect(request.method == "GET")
    #expect(request.components == ["a b", "ch3.html"])
    #expect(request.host == "localhost:8000")
    #expect(request.isForLoopback)
  }

  @Test(arguments: [
    "", "GET", "GET /", "GET  / HTTP/1.1", "GET / HTTP/2", "GET http://x/ HTTP/1.1",
    "GET ../x HTTP/1.1", "GET / HTTP/1.1\r\nHost: localhost\r\nHost: example.org",
  ])
  func refusesWhatMakesNoSense(_ head: String) {
    #expect(HTTPRequest(head: head) == nil)
  }

  @Test(arguments: [
    "/..", "/../x", "/%2e%2e/x", "/%2E%2e/x", "/..%2fx", "/..%2Fx", "/a/../../x", "/a/%2e%2e%2fx",
    "/.hidden", "/%2ehidden/x", "/a/./b", "/x%00.html", "/%ff", "/%zz",
  ])
  func refusesWaysOut(_ path: String) throws {
    let request = try #require(HTTPRequest(head: "GET \(path) HTTP/1.1\r\nHost: localhost"))
    #expect(request.components == nil)
  }

  @Test func decodesOnce() throws {
    let request = try #require(HTTPRequest(head: "GET /%252e%252e/x HTTP/1.1"))
    #expect(request.components == ["%2e%2e", "x"])
  }

  @Test(arguments: [
    "localhost": true, "localhost:1": true, "127.0.0.1:8000": true, "LOCALHOST:8000": true,
    "example.org": false, "localhost.example.org:8000": false, "127.0.0.1.example.org": false,
    "": false, "0.0.0.0:8000": false, "example.org:localhost": false,
  ])
  func knowsItsOwnNames(_ host: String, _ isOwn: Bool) throws {
    let request = try #require(HTTPRequest(head: "GET / HTTP/1.1\r\nHost: \(host)"))
    #expect(request.isForLoopback == isOwn)
  }

  @Test func needsAHost() throws {
    #expect(try #require(HTTPRequest(head: "GET / HTTP/1.1")).isForLoopback == false)
  }
}
