# Everything that people and CI run; `make` alone lists it. A fresh machine needs Python 3.11 or newer, make and git.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory
export PYTHONUTF8 := 1

BIN := .venv/bin
PYTHON := $(BIN)/python
# The stamps hold the lock that the environment was made from: a new time stamp alone changes nothing.
READY := .venv/made-from.txt
TOOLS_READY := .venv-tools/made-from.txt
AUDIT_READY := .venv-audit/made-from.txt
SAM := SAM_CLI_TELEMETRY=0 .venv-tools/bin/sam

.PHONY: decoder help run seed report token test check format bench chaos drill recount copy-back audit vulnerabilities build deploy deploy-edge keys openapi lock clean

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):[^#]*## /  make \1\t/p' Makefile | expand -t 18

run: $(READY) decoder ## serve everything on http://127.0.0.1:8080 (PORT=)
	@exec $(PYTHON) -m local run

seed: $(READY) ## make a province of venues and scans in the running stack (VENUES= DAYS= SCANS= SEED= PORT=)
	@PYTHONPATH=functions exec $(PYTHON) -m local.seed

verify: $(READY) ## hold the report of the seeded last day against what was seeded
	@PYTHONPATH=functions exec $(PYTHON) -m local.seed.verify

report: $(READY) ## send the report of a day, default yesterday (DAY=YYYY-MM-DD AGAIN=1 PORT=)
	@exec $(PYTHON) -m local report $(if $(AGAIN),--again) $(DAY)

token: $(READY) ## print a sign-in token of a demo account (GROUP=tracer PORT=)
	@$(if $(GROUP),,echo "Say for whom: make token GROUP=tracer" >&2; exit 1;) exec $(PYTHON) -m local token '$(GROUP)'

test: $(READY) decoder ## run all tests
	@$(BIN)/pytest

check: $(READY) decoder ## all that CI runs: format, lint, types, template, build, tests
	@$(BIN)/ruff format --check
	@$(BIN)/ruff check
	@$(BIN)/mypy
	@$(BIN)/cfn-lint template.yaml
	@$(BIN)/cfn-lint --regions us-east-1 -t edge.yaml
	@$(MAKE) audit
	@$(MAKE) build
	@$(BIN)/pytest

format: $(READY) ## format the sources
	@$(BIN)/ruff format
	@$(BIN)/ruff check --fix

bench: $(READY) decoder ## measure
	@PYTHONPATH=functions exec $(PYTHON) -m benchmarks

chaos: $(READY) ## throttle, cut and kill on purpose, and hold what was promised (SEED= SCENARIOS=)
	@PYTHONPATH=functions exec $(PYTHON) -m chaos $(SCENARIOS)

drill: $(READY) ## lose data and restore it by the steps of docs/runbook.md, on a local engine
	@PYTHONPATH=functions exec $(PYTHON) -m chaos restore

recount: $(READY) ## hold every tally of a day against its visits and set it right (DAY= STACK= PORT=)
	@$(if $(DAY),,echo "Say which day: make recount DAY=2021-08-13" >&2; exit 1;) \
	PYTHONPATH=functions exec $(PYTHON) -m operations.recount $(DAY) $(if $(STACK),--stack '$(STACK)') $(if $(PORT),--port $(PORT))

copy-back: $(READY) ## bring back what a restored table has and the live one lost (FROM= TO= STACK= PORT=)
	@$(if $(and $(FROM),$(TO)),,echo "Say from where to where: make copy-back FROM=... TO=..." >&2; exit 1;) \
	PYTHONPATH=functions exec $(PYTHON) -m operations.copy_back '$(FROM)' '$(TO)' $(if $(STACK),--stack '$(STACK)') \
		$(if $(PORT),--port $(PORT))

build: $(READY) $(TOOLS_READY) decoder ## make what AWS runs, in .aws-sam/ (needs Python 3.13)
	@$(SAM) validate --lint
	@$(SAM) build

audit: $(AUDIT_READY) ## hold the templates against checkov (.checkov.yaml says what is left out and why)
	@for template in $(wildcard template.yaml edge.yaml); do \
		AWS_DEFAULT_REGION=ap-southeast-1 .venv-audit/bin/checkov --config-file .checkov.yaml -f $$template || exit 1; done

vulnerabilities: $(AUDIT_READY) ## ask PyPI which locked packages have known vulnerabilities (needs the Internet)
	@for lock in lock/requirements.txt lock/tools.txt lock/audit.txt $(wildcard functions/*/requirements.txt); do \
		.venv-audit/bin/pip-audit --strict --require-hashes --disable-pip -r $$lock || { \
			echo "$$lock was not cleared: the lines above name what is vulnerable, or a package that PyPI" >&2; \
			echo "(https://pypi.org/pypi/…/json) did not answer for: then nothing is known, ask again where it does." >&2; \
			exit 1; }; done

deploy: build ## bring the stack up or up to date (ENVIRONMENT=trial; docs/deploy.md)
	@$(SAM) deploy $(if $(ENVIRONMENT),--config-env '$(ENVIRONMENT)')

deploy-edge: $(READY) $(TOOLS_READY) ## bring up CloudFront and WAF before the stack (FILE= holds the secret; ENVIRONMENT=trial)
	@$(if $(FILE),,echo "Say where the secret lies: make deploy-edge FILE=edge.secret" >&2; exit 1;) \
	table='edge$(if $(ENVIRONMENT),-$(ENVIRONMENT))'; \
	given=$$($(PYTHON) -c "import tomllib; print(*tomllib.load(open('samconfig.toml', 'rb'))['$$table']['deploy']['parameters']['parameter_overrides'])") && \
	$(SAM) deploy --config-env "$$table" --parameter-overrides $$given "OriginSecret=$$(cat '$(FILE)')"

keys: $(READY) ## make the pair that seals personal data (FILE=), or store it (FILE= SECRET=)
	@$(if $(FILE),,echo "Say where: make keys FILE=sealing.key" >&2; exit 1;) \
	exec $(PYTHON) -m shipping.keys $(if $(SECRET),store '$(FILE)' '$(SECRET)',new '$(FILE)')

openapi: $(READY) ## write web/openapi.json anew from the domain's enumerations and limits
	@PYTHONPATH=functions $(PYTHON) -m shipping.openapi

lock: $(READY) $(TOOLS_READY) ## write the lock files anew from pyproject.toml (UPGRADE=1 for the newest)
	@$(PYTHON) -m shipping.lock

clean: ## remove the data of local runs and everything that was built
	@pid=$$(sed -n 's/.*"pid": \([0-9]*\).*/\1/p' .local/running.json 2>/dev/null); \
	if [ -n "$$pid" ] && kill -0 "$$pid" 2>/dev/null; then \
		echo "A local run is serving (process $$pid): stop it first." >&2; exit 1; fi
	rm -rf .local .aws-sam .pytest_cache .mypy_cache .ruff_cache .hypothesis

# Never fails: the helper's page works without it, and says so.
decoder: $(READY)
	@$(PYTHON) -m shipping.decoder

$(READY): lock/requirements.txt
	@$(call environment,.venv,$<,$@)

$(TOOLS_READY): lock/tools.txt
	@$(call environment,.venv-tools,$<,$@)

$(AUDIT_READY): lock/audit.txt
	@$(call environment,.venv-audit,$<,$@)

# $(1): folder of the environment, $(2): its lock, $(3): its stamp. The lock is complete, so pip resolves nothing: older
# versions of pip refuse a locked package that another one asks for with extras.
define environment
if [ -x $(1)/bin/python ] && cmp -s $(2) $(3); then touch $(3); exit 0; fi; \
old=; for python in python3 python3.13 python3.12 python3.11 python3.14; do \
	version=$$($$python -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null) || continue; \
	if ! $$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then old=$$version; continue; fi; \
	$$python -c 'import ensurepip, venv' 2>/dev/null || { \
		echo "Python $$version cannot make environments: install its venv module (Debian: apt install python$$version-venv)." >&2; \
		exit 1; }; \
	echo "Setting up $(1) with Python $$version ..."; \
	rm -f $(3); \
	if ! $(1)/bin/python -c 'import pip' 2>/dev/null; then $$python -m venv --clear $(1) || exit 1; fi; \
	$(1)/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r $(2) || { \
		echo "The packages of $(2) could not be installed (the lines above say why)." >&2; exit 1; }; \
	cp $(2) $(3); exit 0; \
done; \
if [ -n "$$old" ]; then echo "Python 3.11 or newer is needed; this machine has Python $$old." >&2; \
else echo "Python 3.11 or newer is needed; this machine has no python3." >&2; fi; exit 1
endef
