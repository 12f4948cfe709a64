extension DatasetDownload {
  /// The data sets that can be downloaded.
  package static let all = [mnist, fashionMNIST, cifar10, cifar100, text, paintings]

  private static let mnist = idx(
    .mnist,
    mirrors: [
      "https://ossci-datasets.s3.amazonaws.com/mnist/",
      "https://storage.googleapis.com/cvdf-datasets/mnist/",
    ],
    digests: [
      "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
      "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
      "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
      "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
    ])

  private static let fashionMNIST = idx(
    .fashionMNIST,
    mirrors: [
      "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
      "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/",
    ],
    digests: [
      "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888",
      "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9",
      "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b",
      "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34",
    ])

  private static let cifar10 = cifar(
    .cifar10, "cifar-10-binary.tar.gz",
    digest: "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd")

  private static let cifar100 = cifar(
    .cifar100, "cifar-100-binary.tar.gz",
    digest: "58a81ae192c23a4be8b1804d68e518ed807d710a4eb253b1f2a199162a40d8ec")

  private static let text = DatasetDownload(
    of: .text,
    from: [
      RemoteFile(
        name: "tinyshakespeare.txt", remoteName: "input.txt",
        mirrors: [
          "https://raw.githubusercontent.com/karpathy/char-rnn/master/data/tinyshakespeare/"
        ],
        digest: .file("86c4e6aa9db7c042ec79f339dcb96d42b0075e16b8fc2e86bf0ca57e2dc565ed"))
    ])

  private static let paintings = DatasetDownload(
    of: .paintings,
    from: zip(
      KnownDataset.paintings.files,
      [
        "4f7cf34e3cd4a5daaf3f421f059ca9a01aaa2a3afd7243d6670c9c8bc001a213",
        "0592ab0f7b51b3ce72608a95e53880bd93971e5b48f93a0ce8dfd3cbccf3d098",
        "f3075cddeb974a9ee1d6418f7f33fd05185a7ac7dcb4288bd2805d499a9dcaee",
      ]
    ).map { name, digest in
      RemoteFile(
        name: name,
        mirrors: [
          "https://raw.githubusercontent.com/jcjohnson/neural-style/master/examples/inputs/"
        ],
        digest: .file(digest))
    })

  /// - Parameter digests: Of the unpacked files.
  private static func idx(_ dataset: KnownDataset, mirrors: [String], digests: [String])
    -> DatasetDownload
  {
    DatasetDownload(
      of: dataset,
      from: zip(dataset.files, digests).map { name, digest in
        RemoteFile(name: name + ".gz", mirrors: mirrors, digest: .contents(digest))
      })
  }

  private static func cifar(_ dataset: KnownDataset, _ archive: String, digest: String)
    -> DatasetDownload
  {
    let file = RemoteFile(
      name: archive, mirrors: ["https://www.cs.toronto.edu/~kriz/"], digest: .file(digest))
    return DatasetDownload(of: dataset, from: [file], areArchives: true)
  }
}
