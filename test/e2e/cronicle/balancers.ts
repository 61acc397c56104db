import {spawnSync} from 'node:child_process'
import {existsSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {addresses, type Network} from './network.ts'

/** A balancer's settings; `folder` is where it may write. */
export interface Balancer {
  readonly program: 'nginx' | 'haproxy'
  readonly file: 'nginx.conf' | 'haproxy.cfg'
  render(folder: string): string
}

const w1 = `${addresses.w1}:3012`
const w2 = `${addresses.w2}:3012`
const upgrade = 'proxy_http_version 1.1; proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection "upgrade";'
const patient = `${upgrade} proxy_read_timeout 3600s;`

interface Site {
  readonly listen?: string
  /** Inside `upstream`. */
  readonly upstream?: string
  /** Inside `location /`, after the headers. */
  readonly location?: string
  /** Beside `location /`. */
  readonly besides?: string
  /** Further servers. */
  readonly also?: string
}

function nginx({listen = '3012', upstream, location = patient, besides = '', also = ''}: Site): Balancer {
  return nginxServers(`
  upstream workers { ${upstream ?? `server ${w1};`} }
  server {
    listen ${listen};
    server_name workers-lb.example.net;
    ${besides}
    location / {
      proxy_pass http://workers;
      proxy_set_header Host $host;
      ${location}
    }
  }
  ${also}`)
}

/** What stands in `http`. */
export function nginxServers(servers: string): Balancer {
  return {
    program: 'nginx',
    file: 'nginx.conf',
    render: folder => `user root;
worker_processes 1;
worker_shutdown_timeout 1s;
pid ${folder}/nginx.pid;
error_log ${folder}/error.log info;
events { worker_connections 256; }
http {
  access_log ${folder}/access.log;
  client_body_temp_path ${folder}/body;
  proxy_temp_path ${folder}/proxy;
  fastcgi_temp_path ${folder}/fastcgi;
  uwsgi_temp_path ${folder}/uwsgi;
  scgi_temp_path ${folder}/scgi;${servers}
}
`,
  }
}

/** Sections after `global`. */
export function haproxySections(sections: string): Balancer {
  return {
    program: 'haproxy',
    file: 'haproxy.cfg',
    render: folder => `global
  maxconn 256
  pidfile ${folder}/haproxy.pid
${sections}
`,
  }
}

function haproxy(mode: 'http' | 'tcp', timeouts: string): Balancer {
  return haproxySections(`defaults
  mode ${mode}
  timeout connect 5s
  timeout client 5s
  timeout server 5s
  ${timeouts}
frontend front
  bind ${addresses.balancer}:3012
  default_backend workers
backend workers
  server w1 ${w1}`)
}

export const balancers = {
  plain: nginx({}),
  otherPort: nginx({listen: '8080'}),
  otherMachineBeside: nginx({
    listen: `${addresses.balancer}:3012`,
    also: `server { listen ${addresses.other}:3012; return 404; }`,
  }),
  noUpgrade: nginx({location: ''}),
  idleFive: nginx({location: `${upgrade} proxy_read_timeout 5s; proxy_send_timeout 5s;`}),
  noSocketIo: nginx({besides: 'location /socket.io/ { return 404; }'}),
  roundRobin: nginx({upstream: `server ${w1}; server ${w2};`}),
  sticky: nginx({upstream: `hash $remote_addr; server ${w1}; server ${w2};`}),
  toHttps: nginxServers('\n  server { listen 3012; return 301 https://$host$request_uri; }'),
  byHost: nginxServers(`
  map $host $worker { w1-lb.example.net ${w1}; w2-lb.example.net ${w2}; default ""; }
  server {
    listen 3012;
    if ($worker = "") { return 421; }
    location / {
      proxy_pass http://$worker;
      proxy_set_header Host $host;
      ${patient}
    }
  }`),
  tunnelThree: haproxy('http', 'timeout tunnel 3s'),
  tunnelHalf: haproxy('http', 'timeout tunnel 500ms'),
  tcpFive: haproxy('tcp', ''),
} as const

/** Starts it in the balancer's namespace, or makes a running nginx read its file again; returns when it listens. */
export function startBalancer(network: Network, {program, file, render}: Balancer, folder: string): void {
  const path = join(folder, file)
  writeFileSync(path, render(folder))
  if (program === 'nginx') network.run('lb', 'nginx', '-p', folder, '-e', join(folder, 'error.log'), '-c', path)
  else network.run('lb', 'haproxy', '-D', '-f', path)
}

/** nginx starts new workers and gives the old ones a second to let go of their connections. */
export function reloadBalancer(network: Network, folder: string): void {
  const path = join(folder, 'nginx.conf')
  network.run('lb', 'nginx', '-p', folder, '-e', join(folder, 'error.log'), '-c', path, '-s', 'reload')
}

/** Ends the balancer that runs there; a folder has one. */
export function stopBalancer(folder: string): void {
  for (const name of ['nginx.pid', 'haproxy.pid']) {
    const path = join(folder, name)
    if (!existsSync(path)) continue
    for (const pid of readFileSync(path, 'utf8').split('\n').filter(Boolean)) endAndWait(Number(pid))
    rmSync(path, {force: true})
  }
}

function endAndWait(pid: number): void {
  const ended = spawnSync('sh', ['-c', 'kill "$0"; while kill -0 "$0"; do sleep 0.05; done', `${pid}`], {
    timeout: 10_000,
  })
  if (ended.error) throw ended.error
}
