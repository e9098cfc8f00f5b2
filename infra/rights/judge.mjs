// Asks an IAM engine about many requests at once: policies and requests come in as JSON, one answer each goes out.
//
//     node judge.mjs FOLDER-OF-PACKAGES < asked.json > answers.json
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const packages = createRequire(pathToFileURL(`${process.argv[2]}/`));
const { runSimulation } = packages("@cloud-copilot/iam-simulate");
const { account, policies, resources, requests } = JSON.parse(readFileSync(0, "utf8"));

async function answer({ role, action, resource, context }) {
  const owner = Object.keys(resources).find((each) => resource === each || resource.startsWith(`${each}/`));
  const told = await runSimulation(
    {
      request: {
        principal: `arn:aws:iam::${account}:role/${role}`,
        action,
        resource: { resource, accountId: account },
        contextVariables: context,
      },
      identityPolicies: [{ name: role, policy: policies[role] }],
      serviceControlPolicies: [],
      resourceControlPolicies: [],
      resourcePolicy: owner && resources[owner],
    },
    {},
  );
  if (told.resultType === "error") return { error: JSON.stringify(told.errors) };
  const results = told.resultType === "single" ? [told.result] : told.results;
  const by = results.flatMap((each) => each.analysis.identityAnalysis?.allowStatements ?? []);
  return { allowed: told.overallResult === "Allowed", by: by.map((each) => each.statement.sid()) };
}

const answers = [];
for (const request of requests) answers.push(await answer(request));
process.stdout.write(JSON.stringify(answers));
