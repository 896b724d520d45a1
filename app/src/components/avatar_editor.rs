//! Choosing, cropping and saving one's own picture.

use std::rc::Rc;

use domain::{
    purpose::Purpose,
    upload::{ConfirmOutcome, Target},
};
use leptos::{ev, html, prelude::*, task::spawn_local};
use web_sys::{File, HtmlInputElement, PointerEvent};

use super::{Icon, file_input::FileInput};
use crate::{
    browser::{
        crop::{Crop, MAX_ZOOM},
        picture,
        send::send,
    },
    effect::effect,
    state::{Failure, session, toasts, uploads},
};

/// The side of the canvas in the dialog, in its own pixels.
const VIEW_SIDE: &str = "640";
/// How far an arrow key moves the picture, as a share of the square.
const STEP: f64 = 0.05;

/// The button and its dialog. Cropping needs scripts, so the button shows when they run.
#[component]
pub fn AvatarEditor() -> impl IntoView {
    let dialog = NodeRef::<html::Dialog>::new();
    let crop = RwSignal::new(None::<Crop>);
    let problem = RwSignal::new(None::<String>);
    let open = move |_| {
        if let Some(dialog) = dialog.get() {
            let _ = dialog.show_modal();
        }
    };
    // However it was closed, the next time begins anew.
    let closed = move |_| {
        picture::close();
        crop.set(None);
        problem.set(None);
    };
    view! {
        <button class="button needs-scripts" type="button" on:click=open><Icon name="camera"/>"Change picture"</button>
        <dialog node_ref=dialog class="dialog avatar-dialog" aria-labelledby="avatar-title" on:close=closed>
            <Editor dialog crop problem/>
        </dialog>
    }
}

#[component]
fn Editor(dialog: NodeRef<html::Dialog>, crop: RwSignal<Option<Crop>>, problem: RwSignal<Option<String>>) -> impl IntoView {
    let saving = RwSignal::new(false);
    let (session, toasts, uploads) = (session(), toasts(), uploads());
    let close = move || {
        if let Some(dialog) = dialog.get_untracked() {
            dialog.close();
        }
    };
    let input = NodeRef::<html::Input>::new();
    let pick = move |_| {
        if let Some(input) = input.get() {
            input.click();
        }
    };
    let chosen = Callback::new(move |mut files: Vec<File>| {
        let Some(file) = files.pop() else { return };
        spawn_local(async move {
            let opened = picture::open(&file).await;
            problem.set(
                opened.is_none().then(|| "This file is not a picture that your browser can open. Choose a PNG, JPEG or WebP.".to_owned()),
            );
            crop.set(opened);
        });
    });
    let save = move |_| {
        let Some(crop) = crop.get_untracked() else { return };
        saving.set(true);
        problem.set(None);
        spawn_local(async move {
            let saved = upload(uploads.next_id(), crop).await;
            saving.set(false);
            match saved {
                Ok(()) => {
                    session.reload_me();
                    session.reload_documents();
                    toasts.show("Your picture is changed.");
                    close();
                }
                Err(failure) if dialog.get_untracked().is_some_and(|dialog| dialog.open()) => problem.set(Some(failure.message)),
                Err(failure) => toasts.show(failure.message),
            }
        });
    };
    view! {
        <div class="dialog-head">
            <h2 id="avatar-title">"Your picture"</h2>
            <button class="button-icon" type="button" aria-label="Close" on:click=move |_| close()><Icon name="x"/></button>
        </div>
        <div class="dialog-body">
            <p class="muted">"Everybody here can see it. Up to 5 MB."</p>
            <Show when=move || crop.get().is_some() fallback=|| view! { <div class="avatar-empty"><Icon name="image"/></div> }>
                <Stage crop/>
            </Show>
            {move || problem.get().map(|text| view! { <p class="notice notice-danger" role="alert">{text}</p> })}
        </div>
        <div class="dialog-foot">
            <FileInput node=input accept="image/png,image/jpeg,image/webp,image/avif,image/gif" test_id="avatar-input" on_files=chosen/>
            <button class="button" type="button" on:click=pick>
                <Icon name="image"/>{move || if crop.get().is_some() { "Another picture" } else { "Choose a picture" }}
            </button>
            <button class="button button-primary" type="button" disabled=move || crop.get().is_none() || saving.get() on:click=save>
                {move || if saving.get() { "Saving…" } else { "Save picture" }}
            </button>
        </div>
    }
}

/// The picture under its circle: dragged by pointer or arrow keys, zoomed by slider or wheel.
#[component]
fn Stage(crop: RwSignal<Option<Crop>>) -> impl IntoView {
    let canvas = NodeRef::<html::Canvas>::new();
    effect(move || {
        if let (Some(canvas), Some(crop)) = (canvas.get(), crop.get()) {
            picture::draw(&canvas, crop);
        }
    });
    let change = move |change: &dyn Fn(Crop) -> Crop| crop.update(|crop| *crop = crop.map(change));
    let dragged = move |event: PointerEvent| {
        let Some(canvas) = canvas.get().filter(|_| event.buttons() == 1) else { return };
        let side = f64::from(canvas.client_width().max(1));
        let (right, down) = (f64::from(event.movement_x()) / side, f64::from(event.movement_y()) / side);
        change(&move |crop| crop.moved(right, down));
    };
    let grabbed = move |event: PointerEvent| {
        if let Some(canvas) = canvas.get() {
            let _ = canvas.set_pointer_capture(event.pointer_id());
        }
    };
    let key = move |event: ev::KeyboardEvent| {
        let (right, down) = match event.key().as_str() {
            "ArrowLeft" => (-STEP, 0.0),
            "ArrowRight" => (STEP, 0.0),
            "ArrowUp" => (0.0, -STEP),
            "ArrowDown" => (0.0, STEP),
            _ => return,
        };
        event.prevent_default();
        change(&move |crop| crop.moved(right, down));
    };
    let wheel = move |event: ev::WheelEvent| {
        event.prevent_default();
        let factor = if event.delta_y() < 0.0 { 1.1 } else { 1.0 / 1.1 };
        change(&move |crop| crop.zoomed(crop.zoom() * factor));
    };
    let slide = move |event: ev::Event| {
        let zoom = event_target::<HtmlInputElement>(&event).value_as_number();
        change(&move |crop| crop.zoomed(zoom));
    };
    view! {
        <div class="avatar-stage">
            <canvas
                node_ref=canvas class="avatar-canvas" width=VIEW_SIDE height=VIEW_SIDE tabindex="0" role="img"
                aria-label="Your picture. Drag it, or move it with the arrow keys."
                on:pointerdown=grabbed on:pointermove=dragged on:keydown=key on:wheel=wheel
            ></canvas>
        </div>
        <label class="avatar-zoom">
            <span>"Zoom"</span>
            <input type="range" min="1" max=MAX_ZOOM as u8 step="0.01" prop:value=move || crop.get().map_or(1.0, Crop::zoom) on:input=slide/>
        </label>
    }
}

async fn upload(id: u32, crop: Crop) -> Result<(), Failure> {
    let broken = || Failure::choose_again("Your browser could not crop this picture. Choose another one.");
    let blob = picture::avatar(crop).await.ok_or_else(broken)?;
    let request = picture::announce(&blob, "avatar", Purpose::Avatar, Target::Top).await.ok_or_else(broken)?;
    match send(id, &blob, request, Rc::new(|_| {})).await? {
        ConfirmOutcome::Ready { .. } => Ok(()),
        ConfirmOutcome::Rejected { message } => Err(Failure::choose_again(message)),
        ConfirmOutcome::Expired => Err(Failure::choose_again("Saving took too long. Try again.")),
        ConfirmOutcome::InProgress => Err(Failure::unconfirmed()),
    }
}
