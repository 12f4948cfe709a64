# `make book` and `make test` are all that a fresh machine needs.

.PHONY: book check test bench format lint golden

# Builds the command, and the chapters with it.
book:
	scripts/bootstrap
	swift run notebook build notebooks/ch3.md notebooks/tour.md

# Runs the chapters from nothing, and compares them with the published pages.
check:
	scripts/bootstrap
	swift run notebook check notebooks/ch3.md notebooks/tour.md

test:
	scripts/bootstrap --test
	swift build
	rm -rf .build/book && cp -r Tests/EndToEndTests/Fixtures/Book .build/book
	cd .build/book && ../debug/notebook build --quiet --strict
	scripts/check-html output/*.html .build/book/site/*.html .build/book/site/more/*.html
	scripts/check-pages --pictures .build/pictures output/*.html .build/book/site/*.html .build/book/site/more/*.html
	scripts/check-serve
	scripts/check-notebooks notebooks/*.md
	swift test

# Runs us and the peers side by side, and prints the ratios.
bench:
	scripts/bootstrap --bench
	swift build -c release --product notebook
	swift build -c release --product EngineBenchmarks
	scripts/bench/run

format:
	swift format format --in-place --recursive Package.swift Sources Tests

lint:
	swift format lint --strict --recursive Package.swift Sources Tests

# Writes the expected pages and drawings of the tests anew; look at the difference before committing.
golden:
	UPDATE_GOLDEN=1 swift test --filter "NotebookTests|ChartsTests"
