# Every target sets up what it needs; `make help` lists them. Builds are kept outside the checkout, in
# $CARGO_TARGET_DIR or ~/.cache/gatehouse/target (tools/env.sh).
ENV := tools/with-env.sh
MAKEFLAGS += --no-print-directory
# The steps of `test` have an order, and cargo uses all cores by itself.
.NOTPARALLEL:
.DEFAULT_GOAL := help

.PHONY: help
help: ## List the targets
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-15s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: run
run: setup site server ## Run everything on this machine: app :3000, S3 :9000, CDN :9100, files in data/
	@exec tools/gatehouse serve

.PHONY: demo
demo: ## Fill the running app with a few people, avatars and documents
	@tools/gatehouse demo

.PHONY: test
test: setup-test lint test-rust test-e2e ## Run every check and every test

.PHONY: lint
lint: setup-test ## Formatting, lints (native and wasm), dependency rules
	$(ENV) cargo fmt --all --check
	tools/check-arrows.sh
	$(ENV) cargo clippy --quiet --locked --all-targets -- -D warnings
	$(ENV) cargo clippy --quiet --locked --package frontend --target wasm32-unknown-unknown -- -D warnings
	cd end2end && npx --no-install tsc --noEmit
	tools/deny.sh

.PHONY: test-rust
test-rust: setup-test ## Unit, database (SQLite and PostgreSQL) and HTTP tests
	$(ENV) tools/with-postgres.sh cargo test --locked

.PHONY: test-e2e
test-e2e: setup-test site server ## Playwright in Chromium, on SQLite and on PostgreSQL
	tools/e2e.sh sqlite
	tools/e2e.sh postgres

.PHONY: test-kills
test-kills: setup-test ## Kill the server 300 times amid uploads, and compare everything (3 minutes)
	$(ENV) env GATEHOUSE_KILLS=300 tools/with-postgres.sh cargo test --locked --test http kills -- --nocapture

.PHONY: test-ceph
test-ceph: setup-test site server ## The S3 cases, the adapter and upload to download in a browser, on Ceph
	$(ENV) tools/with-ceph.sh tools/test-on.sh ceph

.PHONY: test-localstack
test-localstack: setup ## The S3 cases and the adapter on LocalStack
	$(ENV) tools/with-localstack.sh tools/test-on.sh localstack

.PHONY: fuzz
fuzz: setup-fuzz ## Fuzz what reads strangers' words, each target for FUZZ_SECONDS (60)
	tools/fuzz.sh

.PHONY: screenshots
screenshots: setup-test site server ## Take the README's pictures and those of every page anew (docs/images, docs/screenshots)
	E2E_SCREENSHOTS=1 tools/e2e.sh sqlite --project=screenshots

.PHONY: site
site: setup ## Build the browser's part: wasm, style sheet, assets
	@$(ENV) node tools/build-site.mjs

.PHONY: server
server: setup ## Build the program for development
	$(ENV) cargo build --locked --package server --bin gatehouse

.PHONY: release
release: site ## Build the optimised program and its site into one folder
	tools/release.sh

.PHONY: assets
assets: ## Make the icon sprite, the fonts and PDF.js of public/ anew
	cd tools && npm ci --no-progress && node assets.mjs

.PHONY: fmt
fmt: setup-test ## Format the Rust code
	$(ENV) cargo fmt --all

.PHONY: setup
setup:
	@tools/bootstrap.sh run

.PHONY: setup-test
setup-test:
	@tools/bootstrap.sh test

.PHONY: setup-fuzz
setup-fuzz:
	@tools/bootstrap.sh fuzz
