# Takepart: everything there is to do, each in one command. `make help` lists it.
# Needs make, git and Python 3.11 or newer; the rest is set up in .venv the first time.

PORT ?= 8000
RUN := .venv/bin/python
export PORT
export SAM_CLI_TELEMETRY := 0
MAKEFLAGS += --no-print-directory

.DEFAULT_GOAL := help
.PHONY: help run demo test test-fast busy pictures mutants mutation rights simulate proof check bench policy duties verify rebuild replay drill lock build judge deploy doctor clean setup

help: ## list what there is
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)$$/  make \1|\2/p' Makefile | awk -F'|' '{printf "%-18s %s\n", $$1, $$2}'

run: setup ## start the whole service at http://localhost:8000/ (PORT=8001: another port; EXAMPLE=no: no past year)
	@$(RUN) -m infra.local.run

demo: setup ## play two stories by real HTTP, to being paid and to being heard, and print their timelines
	@$(RUN) -m infra.local.demo

test: setup ## run every test: unit, integration, end to end with a real browser
	@$(RUN) -m infra.run_tests

test-fast: setup ## run the tests that need neither the emulator nor a browser
	@$(RUN) -m infra.run_tests --fast

rights: setup ## judge every call and every right of the functions by an IAM engine, without the emulator
	@$(RUN) -m infra.run_tests --rights

simulate: setup ## the whole service in memory with everything going wrong: 1,000,000 faults, or SEED=… STEPS=…
	@$(RUN) -m infra.simulate $(if $(SEED),--seed "$(SEED)") $(if $(STEPS),--steps "$(STEPS)")

busy: setup ## start it beside four busy loops on a quiet machine: ready in 60 s, pages in 10 s, nothing lost or twice
	@$(RUN) -m infra.run_tests tests/busy

pictures: setup ## make a contact sheet of every page and email at three widths; PAGES=complaint: those alone
	@PAGES="$(PAGES)" $(RUN) -m infra.pictures

proof: setup ## try every promise and write infra/proof.md; FAST=yes: without the emulator and a browser
	@$(RUN) -m infra.proof $(if $(FAST),--fast)

mutants: setup ## plant every bug of tests/mutants by itself: each must be caught by a fast test
	@$(RUN) -m infra.mutants $(BUG)

mutation: setup ## try every small change to the rules of money and links: hours; FILES="money links": those alone
	@$(RUN) -m infra.mutation $(FILES)

check: setup ## check style, types, layers and the template
	@$(RUN) -m infra.run_checks

bench: setup ## count what each step of a claim costs, and what starting each function costs
	@$(RUN) -m infra.bench

policy: setup ## check a policy file: make policy FILE=functions/policies/wirral.toml
	@$(RUN) -m infra.policy_check "$(FILE)"

duties: setup ## print which parts of one claim must be different people's
	@$(RUN) -m infra.duties

verify: setup ## check every journal: STACK=takepart on AWS, else in the copy that runs at PORT
	@$(RUN) -m infra.verify $(if $(STACK),--stack "$(STACK)")

rebuild: setup ## add the reports' figures up afresh and compare; WRITE=yes puts right what is different
	@$(RUN) -m infra.rebuild $(if $(WRITE),--write)

replay: setup ## send every journal's events to the queues again: STACK=takepart on AWS, else the copy at PORT; SINCE=...
	@$(RUN) -m infra.replay $(if $(STACK),--stack "$(STACK)") $(if $(SINCE),--since "$(SINCE)")

drill: setup ## practise a loss in a copy of its own: each table lost and brought back, and nobody paid twice
	@$(RUN) -m infra.run_tests tests/integration/infra/test_drill.py

lock: setup ## renew the lock files from what they are made of
	@$(RUN) -m infra.lock

build: setup .venv-deploy/ready ## make what goes to AWS, in .aws-sam/build
	@$(RUN) -m infra.build_assets
	@.venv-deploy/bin/sam validate --lint --region eu-west-2
	@.venv-deploy/bin/sam build

judge: setup .venv-judge/ready ## have checkov look at the templates as AWS would have them; `make deploy` does, too
	@$(RUN) -m infra.judge_template

deploy: setup ## deploy to the AWS account you are signed in to: STAGE=production, as its file in infra/stages says
	@$(RUN) -m infra.deploy "$(STAGE)" --check
	@$(MAKE) judge build
	@$(RUN) -m infra.deploy "$(STAGE)" $(if $(REPLACE),--replace)

doctor: setup ## say what is not right, and what to do: STAGE=production on AWS, else the copy that runs at PORT
	@$(RUN) -m infra.doctor $(if $(STAGE),--stage "$(STAGE)")

clean: ## remove what was built, and keep the data of local runs
	@rm -rf .build .aws-sam .venv .venv-deploy .venv-judge infra/npm/*/node_modules functions/takepart/web/static

setup: .venv/ready
	@.venv/bin/python -c '' 2>/dev/null || { rm -f .venv/ready && $(MAKE) .venv/ready; }

.venv/ready: infra/requirements-dev.txt infra/bootstrap.py
	@python=$$(sh infra/find-python.sh) && "$$python" infra/bootstrap.py .venv infra/requirements-dev.txt

.venv-judge/ready: infra/requirements-judge.txt infra/bootstrap.py
	@python=$$(sh infra/find-python.sh) && "$$python" infra/bootstrap.py .venv-judge infra/requirements-judge.txt

.venv-deploy/ready: infra/requirements-deploy.txt infra/bootstrap.py
	@python=$$(sh infra/find-python.sh) && "$$python" infra/bootstrap.py .venv-deploy infra/requirements-deploy.txt
