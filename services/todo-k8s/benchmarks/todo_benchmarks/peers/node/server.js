// The same to-dos by grpc-js and AWS SDK v3, as a peer: one plain item for each task, no idempotency, order or history.
//
//   node server.js TABLE ENDPOINT REGION FILE_DESCRIPTOR_SET

import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, PutCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import grpc from '@grpc/grpc-js';
import { loadFileDescriptorSetFromBuffer } from '@grpc/proto-loader';

const [table, endpoint, region, api] = process.argv.slice(2);
// Connections are kept by default, but only 50 of them: more clients call at once.
const dynamodb = new DynamoDBClient({ endpoint, region, requestHandler: { httpAgent: { maxSockets: 128 } } });
const documents = DynamoDBDocumentClient.from(dynamodb, { marshallOptions: { removeUndefinedValues: true } });

const keyOf = (name) => {
  const [taskList, task] = name.split('/tasks/');
  return { taskList, task };
};

const timestamp = (milliseconds) =>
  milliseconds === undefined
    ? undefined
    : { seconds: Math.floor(milliseconds / 1000), nanos: (milliseconds % 1000) * 1_000_000 };

const message = ({ taskList, task, created, updated, completed, ...fields }) => ({
  ...fields,
  name: `${taskList}/tasks/${task}`,
  create_time: timestamp(created),
  update_time: timestamp(updated),
  complete_time: timestamp(completed),
});

class NotFound extends Error {
  code = grpc.status.NOT_FOUND;
}

async function getTask({ name }) {
  const { Item } = await documents.send(
    new GetCommand({ TableName: table, Key: keyOf(name), ConsistentRead: true }),
  );
  if (!Item) throw new NotFound(`${name} does not exist`);
  return message(Item);
}

async function createTask({ parent, task_id: id, task: { title, notes, priority, labels } }) {
  const now = Date.now();
  const item = {
    taskList: parent,
    task: id || randomUUID(),
    uid: randomUUID(),
    title,
    notes: notes || undefined,
    priority,
    labels,
    state: 'STATE_ACTIVE',
    created: now,
    updated: now,
  };
  await documents.send(new PutCommand({ TableName: table, Item: item }));
  return message(item);
}

async function completeTask({ name }) {
  const { Attributes } = await documents.send(
    new UpdateCommand({
      TableName: table,
      Key: keyOf(name),
      UpdateExpression: 'SET #state = :state, completed = :now, updated = :now',
      ConditionExpression: 'attribute_exists(task)',
      ExpressionAttributeNames: { '#state': 'state' },
      ExpressionAttributeValues: { ':state': 'STATE_COMPLETED', ':now': Date.now() },
      ReturnValues: 'ALL_NEW',
    }),
  );
  return message(Attributes);
}

async function listTasks({ parent, page_size: size }) {
  const { Items } = await documents.send(
    new QueryCommand({
      TableName: table,
      KeyConditionExpression: 'taskList = :list',
      ProjectionExpression: 'taskList, task, uid, title, priority, labels, #state, created, updated, completed',
      ExpressionAttributeNames: { '#state': 'state' },
      ExpressionAttributeValues: { ':list': parent },
      Limit: size,
      ConsistentRead: true,
    }),
  );
  return { tasks: Items.map(message) };
}

const unary = (behaviour) => (call, answer) =>
  behaviour(call.request).then(
    (response) => answer(null, response),
    (error) => answer({ code: error.code ?? grpc.status.INTERNAL, message: error.message }),
  );

await dynamodb.send(
  new CreateTableCommand({
    TableName: table,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: ['taskList', 'task'].map((name) => ({ AttributeName: name, AttributeType: 'S' })),
    KeySchema: [
      { AttributeName: 'taskList', KeyType: 'HASH' },
      { AttributeName: 'task', KeyType: 'RANGE' },
    ],
  }),
);

const { todo } = grpc.loadPackageDefinition(
  loadFileDescriptorSetFromBuffer(readFileSync(api), { keepCase: true, enums: String, longs: Number }),
);
const server = new grpc.Server();
server.addService(todo.v1.TaskService.service, {
  GetTask: unary(getTask),
  CreateTask: unary(createTask),
  CompleteTask: unary(completeTask),
  ListTasks: unary(listTasks),
});
server.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (error, port) => {
  if (error) throw error;
  console.log(`listening on 127.0.0.1:${port}`);
});
