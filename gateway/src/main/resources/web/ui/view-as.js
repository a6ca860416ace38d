// In a gateway without credentials anybody may look with any eyes; that filters, and is no right.
import { html, useLayoutEffect, useRef, useState } from "../vendor/preact.js";
import { setViewAs, viewAs } from "../core/session.js";
import { useSignal } from "../core/signal.js";

const Dialog = ({ role, close }) => {
  const dialog = useRef(null);
  useLayoutEffect(() => dialog.current.showModal(), []);
  const submit = (event) => {
    event.preventDefault();
    setViewAs({ role, name: event.target.elements.name.value.trim() });
    close();
  };
  return html`<dialog class="form" ref=${dialog} onClose=${close} aria-labelledby="view-as-title">
    <form onSubmit=${submit}>
      <h2 id="view-as-title">View as ${role}</h2>
      <p>It filters what is shown. It is no right: this gateway asks nobody for credentials.</p>
      <div class="field">
        <label for="view-as-name">${role === "carrier" ? "Carrier (SCAC)" : "Shipper"}</label>
        <input id="view-as-name" name="name" required pattern=${role === "carrier" ? "[A-Z]{2,4}" : undefined} maxlength="64" autocomplete="off" />
      </div>
      <footer class="form-foot"><button type="button" onClick=${close}>Cancel</button><button class="primary" data-action="view-as">View</button></footer>
    </form>
  </dialog>`;
};

export const ViewAs = () => {
  const as = useSignal(viewAs);
  const [asked, setAsked] = useState(null);
  const choose = (event) => {
    const role = event.target.value;
    // The choice counts once the name is given.
    event.target.value = as.role;
    if (role === "operator") {
      setViewAs({ role, name: "" });
    } else {
      setAsked(role);
    }
  };
  return html`<label class="who" title="It filters what is shown. It is no right: this gateway asks nobody for credentials."
      ><span class="hidden">View as</span>
      <select value=${as.role} data-action="view-as-role" onChange=${choose}>
        <option value="operator" selected=${as.role === "operator"}>Operator</option>
        <option value="shipper" selected=${as.role === "shipper"}>${as.role === "shipper" ? `Shipper ${as.name}` : "As shipper …"}</option>
        <option value="carrier" selected=${as.role === "carrier"}>${as.role === "carrier" ? `Carrier ${as.name}` : "As carrier …"}</option>
      </select>
    </label>
    ${asked && html`<${Dialog} role=${asked} close=${() => setAsked(null)} />`}`;
};
