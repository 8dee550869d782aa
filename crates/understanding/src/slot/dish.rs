//! Words that name dishes and drinks, folded and in the singular.

use super::reading::Words;

/// Dishes and drinks that are items by themselves, in the singular.
pub(super) const DISHES: Words = Words(
    "pizza, hamburguer, hamburgueres, burger, cheeseburger, hamburguesa, \
     lanche, esfiha, esfirra, pastel, pasteis, coxinha, acai, lasanha, lasagna, lasana, batata, \
     batatinha, fritas, fries, papas, suco, juice, jugo, zumo, coca, coca-cola, coke, pepsi, \
     fanta, sprite, refri, refrigerante, guarana, soda, refresco, gaseosa, bebida, drink, agua, \
     water, cerveja, beer, cerveza, vinho, wine, vino, sobremesa, dessert, postre, pudim, pudin, \
     pudding, flan, brownie, bolo, cake, torta, pie, sorvete, helado, salada, salad, ensalada, \
     sopa, soup, caldo, feijoada, moqueca, strogonoff, estrogonofe, stroganoff, bobo, farofa, \
     arroz, rice, feijao, beans, frango, chicken, pollo, carne, steak, bife, picanha, peixe, \
     fish, pescado, tilapia, salmao, salmon, combo, sanduiche, sandwich, sandubas, empanada, \
     yakisoba, sushi, temaki, taco, burrito, wing, wings, nugget, nuggets, misto, pacoca, mousse, \
     cafe, coffee, tapioca, marmita, marmitex, quentinha, prato feito, pf, porcao, pao, bread, \
     pan, molho, sauce, salsa, maionese, ketchup, mostarda, milkshake, shake, vitamina, smoothie, \
     cha, tea, macarrao, espaguete, spaghetti, pasta, nhoque, gnocchi, risoto, risotto, \
     parmegiana, milanesa, filé, file, costela, ribs, linguica, espetinho, kibe, quibe, empada, \
     croissant, donut, brigadeiro, beirute, hotdog, hot-dog, cachorro-quente, dogao, plate, isca, \
     wrap, poke, ramen, lamen, ceviche, vatapa, acaraje, escondidinho, panqueca, waffle, omelete, \
     omelette, tortilla, quesadilla, churros, churro, alfajor, cookie, biscoito, chocolate, \
     limonada, lemonade, energetico, whisky, caipirinha, espumante, smash, calzone, fogazza, \
     bruschetta, legumes, vegetables, sobrecoxa, coxa",
);

/// What dishes are made of.
pub(super) const INGREDIENTS: Words = Words(
    "cebola, onion, cebolla, tomate, tomato, alface, lettuce, lechuga, queijo, cheese, queso, \
     bacon, tocino, presunto, ham, jamon, ovo, egg, huevo, picles, pickle, azeitona, olive, \
     pimenta, pepper, milho, corn, alho, garlic, ajo, coentro, cilantro, mayo, mayonesa, mostaza, \
     mustard, palmito, catupiry, cheddar, calabresa, pepperoni, mussarela, mozzarella, cogumelo, \
     mushroom, abacaxi, pineapple, maracuja, laranja, orange, naranja, limao, limon, lemon, lime, \
     uva, grape, morango, strawberry, fresa, manga, mango, acerola, banana, chocolate, carne, \
     frango, camarao, shrimp, atum, tuna, granola, borda, cenoura, farofa, salsa, portuguesa, \
     marguerita, margherita, siracha, catchup, guacamole, aguacate, avocado, abacate, azeite, \
     sal, acucar, gelo, ice",
);

/// Words behind a dish that belong to its name.
pub(super) const QUALIFIERS: Words = Words(
    "frita, frito, zero, diet, light, grande, pequena, pequeno, media, medio, grelhado, grelhada, \
     assado, assada, cremosa, cremoso, vegano, vegana, vegetariano, vegetariana, integral, \
     branco, branca, lata, 2l, 600, 500, 300, 700, 1l, natural, quente, doce, tropical, \
     executiva, executivo, familia, family, kids, duplo, dupla, double, simples, completa, \
     completo, caseiro, caseira, neck, long, cola, salada, bacon, tudo, egg, burguer, burger, \
     plate, combo, bowl, sandwich, juice, salad, cake, ninho, antartica, parmegiana, milanesa, \
     calabresa, mussarela, portuguesa, marguerita, pepperoni, caesar, fit, fitness, rosti, palha, \
     gigante, suprema",
);

/// Words before a dish that belong to its name.
pub(super) const BEFORE: Words = Words(
    "veggie, vegan, vegetarian, cheese, french, large, small, grilled, fried, chocolate, orange, \
     sparkling, diet, double, garlic, chickpea, beef, pork, chicken, fruit, caesar, banana, milk, \
     shrimp, passion, pineapple, ice, bacon, hot, iced, house",
);

/// What stands behind `de` in the name of a dish.
pub(super) const FILLINGS: Words = Words(
    "queijo, leite, grao-de-bico, grao, frutas, fruta, casa, camarao, chocolate, cenoura, coco, \
     morango, carne, frango, peixe, legumes, batata, mandioca, palmito, calabresa, uva, limao, \
     caju, goiaba, manga, abacaxi, maracuja, laranja, acerola, tilapia, banana, naranja, pina, \
     pollo, queso, fresa, frutilla, maracuya, garbanzo, garbanzos, camaron, camarones, ninho, \
     doce, nutella, pepperoni, atum, bacalhau, siri, costela, pernil, feijao, sol, panela, forno, \
     fruits, chicken, beef, day, dia",
);
