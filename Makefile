# `make` lists the targets. Nothing but Go, a C compiler, make and git is needed:
# the other tools are Go programs, pinned in .tools/go.mod.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := help

PKG ?= ./...
BENCH ?= .
BENCHTIME ?= 1s
FUZZTIME ?= 10s
AGAINST ?= main
OLLAMA ?= http://127.0.0.1:11434

TOOL := go tool -modfile=.tools/go.mod
BUF := $(TOOL) buf
LINT := $(TOOL) golangci-lint

.PHONY: help
help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo '  PKG=./router/... narrows lint, fmt, unit, race, fuzz and bench to some packages.'

.PHONY: test
test: ## everything that CI runs, with the time of each stage
	@.ci/stages ollama lint generated tidy-check unit race readme

.PHONY: ollama
ollama: ## an Ollama server for the tests: built once, where none of the right version is there
	@.ci/ollama

.PHONY: models
models: ## tiny models on the running server at OLLAMA, to see a whole run without a download
	@go run ./pathways/ollama/tiny/create --ollama '$(OLLAMA)'

.PHONY: unit
unit: ## the tests, as they are (allocations are asserted only here)
	go test $(PKG)

.PHONY: race
race: ## the tests of what runs concurrently under the race detector, in a random order
	.ci/concurrent $(PKG) | CGO_ENABLED=1 xargs -r go test -race -shuffle=on

.PHONY: fuzz
fuzz: ## every fuzz target for FUZZTIME (10s) each
	@FUZZTIME=$(FUZZTIME) .ci/fuzz $(PKG)

.PHONY: bench
bench: ## the benchmarks that match BENCH (all), for BENCHTIME (1s) each
	go test -run '^$$' -bench '$(BENCH)' -benchtime $(BENCHTIME) -benchmem $(PKG)

.PHONY: bench-long
bench-long: ## the figures of BENCHMARKS.md that take long, with the build tag long: calibration, a million samples
	go test -tags long -count 1 -timeout 6h -v -run 'Calibration|MillionSamples' $(PKG)

.PHONY: policy
policy: ## train the policy that the build starts with, in the simulator
	go run ./train simulate --learn router/policies/start.json

.PHONY: fmt
fmt: ## format the Go code and the protos
	$(LINT) fmt $(PKG)
	$(BUF) format -w

.PHONY: lint
lint: ## formatting, vet, and the linters for Go and protos
	$(BUF) format -d --exit-code
	$(BUF) lint
	go vet $(PKG)
	$(LINT) run $(PKG)

.PHONY: breaking
breaking: ## is the API compatible with AGAINST (main)?
	@if git cat-file -e '$(AGAINST):buf.yaml' 2>/dev/null; then \
	  (set -x; $(BUF) breaking --against '.git#ref=$(AGAINST)'); \
	else echo 'breaking: $(AGAINST) has no API yet, nothing to compare with'; fi

.PHONY: generate
generate: ## write gen/ anew from proto/, and run go generate
	$(BUF) generate
	go generate ./...

.PHONY: generated
generated: ## is gen/ what generate would write? (the tree stays as it is)
	@new=$$(mktemp -d); trap 'rm -rf "$$new"' EXIT; \
	$(BUF) generate -o "$$new"; \
	diff -ru gen "$$new/gen" || { echo 'gen/ is not current: run make generate' >&2; exit 1; }

.PHONY: tidy
tidy: ## tidy both go.mod files
	go mod tidy
	go -C .tools mod tidy

.PHONY: tidy-check
tidy-check: ## are both go.mod files tidy?
	go mod tidy -diff
	go -C .tools mod tidy -diff

.PHONY: readme
readme: ## run the commands that README.md and CONTRIBUTING.md show
	@.ci/readme README.md CONTRIBUTING.md
