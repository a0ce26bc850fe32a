// Whom one ticked in a list of people stays ticked when the list is drawn anew for what one typed meanwhile.
const ticked = new WeakMap();

document.addEventListener("htmx:before:swap", ({ detail: { ctx, tasks } }) => {
  ticked.set(ctx, tasks.flatMap(({ target }) => choices(target, ":checked").map(({ value }) => ({ target, value }))));
});

document.addEventListener("htmx:finally:swap", ({ detail: { ctx } }) => {
  for (const { target, value } of ticked.get(ctx) ?? [])
    for (const input of choices(target, "")) if (input.value === value) input.checked = true;
});

function choices(place, state) {
  return [...(place?.querySelectorAll?.(`[name=user_id]${state}`) ?? [])];
}
