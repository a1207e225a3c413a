// The leg in three dimensions: turn it, let time pass, color it by growth or load.
import * as THREE from "/static/vendor/three.module.min.js";

const canvas = document.getElementById("leg");
const state = document.getElementById("leg-state");
const COLORS = { MG: 0xb3432b, LG: 0xe2a08d, SOL: 0x34587f, TA: 0x5f8a72, EDL: 0x9dbfab, EHL: 0xcfe0d5, PER: 0xe3c67a, TP: 0xa58bb0, FDL: 0xc9b6d1, FHL: 0xe4d9e8, TIBIA: 0xf4efe2, FIBULA: 0xf4efe2, SKIN: 0xf0d9bd };
const TRICEPS = ["MG", "LG", "SOL"];

function rings(structure) {
  const most = Math.max(...structure.rings.map((ring) => ring.now.length));
  return structure.rings.filter((ring) => ring.now.length === most);
}
function index(rows, around) {
  const faces = [];
  for (let r = 0; r + 1 < rows; r++) for (let k = 0; k < around; k++) {
    const a = r * around + k, b = r * around + (k + 1) % around, c = a + around, d = b + around;
    faces.push(a, b, c, b, d, c);
  }
  for (const r of [0, rows - 1]) for (let k = 1; k + 1 < around; k++) {
    const base = r * around;
    faces.push(...(r ? [base, base + k, base + k + 1] : [base, base + k + 1, base + k]));
  }
  return faces;
}
function build(structure, length) {
  const found = rings(structure), around = found[0].now.length;
  const places = (key) => Float32Array.from(found.flatMap((ring) => ring[key].flatMap(([x, y]) => [x, length / 2 - ring.depth, -y])));
  const geometry = new THREE.BufferGeometry();
  geometry.setAttribute("position", new THREE.BufferAttribute(places("now"), 3));
  geometry.setIndex(index(found.length, around));
  geometry.computeVertexNormals();
  const skin = structure.name === "SKIN";
  const material = new THREE.MeshStandardMaterial({ color: COLORS[structure.name] ?? 0xcccccc, roughness: 0.75, side: THREE.DoubleSide, transparent: skin, opacity: skin ? 0.22 : 1, depthWrite: !skin });
  const mesh = new THREE.Mesh(geometry, material);
  mesh.renderOrder = skin ? 1 : 0;
  mesh.userData = { name: structure.name, now: places("now"), later: places("later") };
  return mesh;
}
function shade(value, low, high) {
  const share = Math.max(0, Math.min(1, (value - low) / (high - low || 1)));
  return new THREE.Color(0xe9dccb).lerp(new THREE.Color(0xb3432b), share);
}

async function start() {
  const answer = await fetch(canvas.dataset.source);
  if (!answer.ok) throw new Error("not ready");
  const leg = await answer.json();
  const renderer = new THREE.WebGLRenderer({ canvas, antialias: true, alpha: true });
  renderer.setPixelRatio(Math.min(devicePixelRatio, 2));
  const scene = new THREE.Scene(), camera = new THREE.PerspectiveCamera(30, 1, 1, 300);
  scene.add(new THREE.HemisphereLight(0xffffff, 0x998877, 2.2));
  const sun = new THREE.DirectionalLight(0xffffff, 2.2);
  sun.position.set(20, 30, 40);
  scene.add(sun);
  const group = new THREE.Group();
  for (const structure of leg.structures) if (rings(structure).length > 1) group.add(build(structure, leg.length));
  scene.add(group);
  let turn = 2.6 + Math.PI, tilt = 0.12, queued = false;
  const view = () => { if (!queued) { queued = true; requestAnimationFrame(paint); } };
  function paint() {
    queued = false;
    const box = canvas.getBoundingClientRect();
    renderer.setSize(box.width, box.height, false);
    camera.aspect = box.width / box.height;
    const far = leg.length * 0.56 / Math.tan(Math.PI / 12);
    camera.position.set(0, Math.sin(tilt) * far, Math.cos(tilt) * far);
    camera.lookAt(0, 0, 0);
    camera.updateProjectionMatrix();
    group.rotation.y = turn;
    renderer.render(scene, camera);
  }
  const when = document.getElementById("leg-when"), said = document.getElementById("leg-when-said");
  const skin = document.getElementById("leg-skin"), more = document.getElementById("leg-exaggerate");
  const format = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeZone: "UTC" });
  function change() {
    const share = Number(when.value) / 100, scale = share * (more.checked ? 10 : 1);
    said.textContent = share === 0 ? "today" : share === 1 ? format.format(new Date(leg.day)) : `${when.value} % of the way`;
    when.setAttribute("aria-valuetext", said.textContent);
    const kind = document.querySelector("input[name=leg-color]:checked").value;
    const values = TRICEPS.map((name) => leg[kind]?.[name] ?? 0);
    for (const mesh of group.children) {
      const { name, now, later } = mesh.userData, place = mesh.geometry.attributes.position;
      for (let k = 0; k < now.length; k++) place.array[k] = now[k] + scale * (later[k] - now[k]);
      place.needsUpdate = true;
      mesh.geometry.computeVertexNormals();
      if (name === "SKIN") mesh.visible = skin.checked;
      const mine = TRICEPS.includes(name);
      if (kind === "muscle") mesh.material.color.set(COLORS[name] ?? 0xcccccc);
      else if (mine) mesh.material.color.copy(shade(leg[kind][name], Math.min(0, ...values), Math.max(...values)));
      else if (name !== "SKIN") mesh.material.color.set(0xd8d3ca);
    }
    view();
  }
  for (const input of document.querySelectorAll(".leg-controls input")) input.addEventListener("input", change);
  let held = null;
  canvas.addEventListener("pointerdown", (event) => { held = [event.clientX, event.clientY]; canvas.setPointerCapture(event.pointerId); });
  canvas.addEventListener("pointermove", (event) => {
    if (!held) return;
    turn += (event.clientX - held[0]) / 120;
    tilt = Math.max(-1.2, Math.min(1.2, tilt + (event.clientY - held[1]) / 200));
    held = [event.clientX, event.clientY];
    view();
  });
  for (const name of ["pointerup", "pointercancel"]) canvas.addEventListener(name, () => { held = null; });
  canvas.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: [-0.15, 0], ArrowRight: [0.15, 0], ArrowUp: [0, 0.1], ArrowDown: [0, -0.1] }[event.key];
    if (!step) return;
    turn += step[0];
    tilt = Math.max(-1.2, Math.min(1.2, tilt + step[1]));
    event.preventDefault();
    view();
  });
  new ResizeObserver(view).observe(canvas);
  state.textContent = "";
  canvas.dataset.ready = "1";
  change();
}
start().catch(() => { state.textContent = "The leg cannot be shown here; the table and the cuts below say the same."; });
