# Every target builds what it needs. `make` alone lists them.
SHELL := /bin/bash
.DEFAULT_GOAL := help
INSTALLED := node_modules/.sluice-installed
BUILT := dist/.sluice-built
SOURCES := $(shell find apps libs tools bench -name '*.ts' -not -name '*spec.ts' 2>/dev/null) \
	$(shell find apps/console -type f -not -name '*.ts') nest-cli.json tsconfig.json tsconfig.build.json

.PHONY: help install build demo up down test chaos soak bench audit sbom reference clean

help: ## what there is
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

install: $(INSTALLED) ## packages of package-lock.json
build: $(BUILT) ## everything into dist/

$(INSTALLED): package-lock.json
	@command -v npm >/dev/null || { echo 'error: npm is missing; install Node 20.19 or newer (TOOL_MISSING)' >&2; exit 1; }
	@node -e 'const [a, b] = process.versions.node.split("."); if (a < 20 || (a == 20 && b < 19)) { console.error("error: this is Node " + process.versions.node + "; Sluice needs 20.19 or newer (TOOL_MISSING)"); process.exit(1); }'
	npm ci --no-progress
	@touch $@

$(BUILT): $(INSTALLED) $(SOURCES)
	npm run --silent build
	@touch $@

demo: $(BUILT) ## the whole system with sample data, until Ctrl-C; ONCE=1 checks it and ends
	@exec node bin/sluice.mjs demo $(if $(filter-out 0,$(ONCE)),--once)

up: $(BUILT) ## the system in the background; the last line is JSON with every URL
	@node bin/sluice.mjs up

down: $(BUILT) ## stop what `make up` started
	@node bin/sluice.mjs down

test: $(INSTALLED) ## format, lint, types, boundaries, build, unit, integration, end to end
	@exec node test/run-all.mjs

chaos: $(BUILT) ## break everything, many times; writes docs/reliability.md; FAULT=<regex> some of it
	@exec node test/run-chaos.mjs

soak: $(BUILT) ## half an hour at 70 % of the most, then 200 readers; writes docs/reliability.md
	@exec node --enable-source-maps dist/bench/src/soak/main.js

bench: $(BUILT) ## side by side with what people would use instead; QUICK=1 takes minutes
	@exec node --enable-source-maps dist/bench/src/main.js

audit: $(INSTALLED) ## known vulnerabilities of the packages in production; AUDIT_LEVEL=high
	@exec node tools/supply-chain/audit.mjs

sbom: ## what the packages in production are, as CycloneDX: dist/sbom.cdx.json
	@mkdir -p dist
	node tools/supply-chain/sbom.mjs > dist/sbom.cdx.json.next && mv dist/sbom.cdx.json.next dist/sbom.cdx.json

reference: $(BUILT) ## write docs/reference from the code
	@node dist/tools/reference/src/main.js

clean: ## remove what was built; downloads and data in .sluice/ stay
	rm -rf dist
