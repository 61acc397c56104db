import type {Snippet} from '../../define-check.ts'

const nginxProxy = `proxy_http_version 1.1;
    proxy_set_header Host $host;
    proxy_set_header Upgrade $http_upgrade;
    proxy_set_header Connection "upgrade";
    proxy_read_timeout 1h;
    proxy_send_timeout 1h;`

/** Plain HTTP at the port that the primary dials, all paths, Upgrade headers, time-outs far above one second. */
const nginxOne: Snippet = {
  title: 'nginx, one worker',
  // No server_name: the primary names the address that it dials, unless the worker reports a name.
  text: `# within http, in place of what listens at this port now; put in the address of the worker
server {
  listen 3012;
  location / {
    proxy_pass http://172.31.50.31:3012;
    ${nginxProxy}
  }
}`,
}

const nginxSeveral: Snippet = {
  title: 'nginx, several workers, each under a name of its own',
  text: `# within http, in place of what listens at this port now; put in names and addresses of the workers
map $host $cronicle_worker {
  w1.example.net 172.31.50.31:3012;
  w2.example.net 172.31.50.32:3012;
  default "";
}
server {
  listen 3012;
  if ($cronicle_worker = "") { return 421; }
  location / {
    proxy_pass http://$cronicle_worker;
    ${nginxProxy}
  }
}`,
}

const haproxyOne: Snippet = {
  title: 'haproxy, one worker',
  text: `# in place of what binds this port now; put in the address of the worker
frontend cronicle
  mode http
  bind *:3012
  timeout client 1h
  default_backend cronicle_w1
backend cronicle_w1
  mode http
  timeout connect 5s
  timeout server 1h
  timeout tunnel 1h
  server w1 172.31.50.31:3012`,
}

const haproxySeveral: Snippet = {
  title: 'haproxy, several workers, each under a name of its own',
  text: `# in place of what binds this port now; put in names and addresses of the workers
frontend cronicle
  mode http
  bind *:3012
  timeout client 1h
  use_backend cronicle_w1 if { hdr(host),field(1,:) -i w1.example.net }
  use_backend cronicle_w2 if { hdr(host),field(1,:) -i w2.example.net }
backend cronicle_w1
  mode http
  timeout connect 5s
  timeout server 1h
  timeout tunnel 1h
  server w1 172.31.50.31:3012
backend cronicle_w2
  mode http
  timeout connect 5s
  timeout server 1h
  timeout tunnel 1h
  server w2 172.31.50.32:3012`,
}

const worker: Snippet = {
  title: "each worker's conf/config.json, then restart it, remove the old row and add it by this name",
  text: `"hostname": "w1.example.net",
"ip": "w1.example.net",`,
}

/** What carries one worker. */
export const oneWorker: readonly Snippet[] = [nginxOne, haproxyOne]

/** What carries several, and what each of them has to report. */
export const severalWorkers: readonly Snippet[] = [nginxSeveral, haproxySeveral, worker]
