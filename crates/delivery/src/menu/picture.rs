//! Pictures of dishes, drawn from a few shapes in one manner: seen from above, on a plain cloth,
//! with one light. The cloth tells the category.

mod canvas;
mod dishes;

use serde::{Deserialize, Serialize};

use canvas::Canvas;

macro_rules! pictures {
    ($($name:ident = $code:literal, $cloth:ident, $draw:ident;)+) => {
        /// How something on the menu looks.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[allow(missing_docs, reason = "dishes are known by their names")]
        pub enum Picture {
            $(#[serde(rename = $code)] $name,)+
        }

        impl Picture {
            /// Every picture.
            pub const ALL: &[Picture] = &[$(Picture::$name,)+];

            /// As the menu and addresses spell it: `pao-de-queijo`.
            pub const fn as_str(self) -> &'static str {
                match self { $(Picture::$name => $code,)+ }
            }

            /// The picture as an SVG of 320 by 240.
            pub fn svg(self) -> String {
                let (cloth, draw): (&str, fn(&mut Canvas)) = match self {
                    $(Picture::$name => ($cloth, dishes::$draw),)+
                };
                let mut canvas = Canvas::new(cloth);
                draw(&mut canvas);
                canvas.finish()
            }
        }
    };
}

const WARM: &str = "#f3cfa4";
const SUN: &str = "#f7dd9b";
const CLAY: &str = "#eebf9b";
const GREEN: &str = "#cfe3b8";
const ROSE: &str = "#f4cdd1";
const WATER: &str = "#c5e1e6";
const LINEN: &str = "#e3d8c4";

pictures! {
    Feijoada = "feijoada", WARM, feijoada;
    Moqueca = "moqueca", WARM, moqueca;
    Picanha = "picanha", WARM, picanha;
    Parmegiana = "parmegiana", WARM, parmegiana;
    Escondidinho = "escondidinho", WARM, escondidinho;
    Estrogonofe = "estrogonofe", WARM, estrogonofe;
    XSalada = "x-salada", SUN, x_salada;
    Bauru = "bauru", SUN, bauru;
    Tapioca = "tapioca", SUN, tapioca;
    Pastel = "pastel", SUN, pastel;
    Coxinha = "coxinha", CLAY, coxinha;
    PaoDeQueijo = "pao-de-queijo", CLAY, pao_de_queijo;
    Mandioca = "mandioca", CLAY, mandioca;
    Dadinho = "dadinho", CLAY, dadinho;
    SaladaDaHorta = "salada-da-horta", GREEN, salada_da_horta;
    SaladaDePalmito = "salada-de-palmito", GREEN, salada_de_palmito;
    Pudim = "pudim", ROSE, pudim;
    Brigadeiro = "brigadeiro", ROSE, brigadeiro;
    Acai = "acai", ROSE, acai;
    BoloDeCenoura = "bolo-de-cenoura", ROSE, bolo_de_cenoura;
    SucoDeLaranja = "suco-de-laranja", WATER, suco_de_laranja;
    LimonadaSuica = "limonada-suica", WATER, limonada_suica;
    Guarana = "guarana", WATER, guarana;
    Cafe = "cafe", WATER, cafe;
    AguaDeCoco = "agua-de-coco", WATER, agua_de_coco;
    QueijoMinas = "queijo-minas", LINEN, queijo_minas;
    CafeEmGraos = "cafe-em-graos", LINEN, cafe_em_graos;
}

impl Picture {
    /// The picture of this name.
    pub fn named(name: &str) -> Option<Picture> {
        Picture::ALL
            .iter()
            .copied()
            .find(|picture| picture.as_str() == name)
    }
}
